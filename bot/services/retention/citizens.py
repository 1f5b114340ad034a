"""Citizens nobody has heard of for years, and accounts of messaging apps that belong to nobody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Citizen, CitizenChannel
from bot.services.identity import privacy
from bot.services.retention.batch import remove, some


def quiet(session: Session, before: datetime, now: datetime) -> int:
    """Erased as if they had asked for it; who has something in progress is left until it is done."""
    spoke = (
        select(CitizenChannel.id)
        .where(CitizenChannel.citizen_id == Citizen.id, col(CitizenChannel.last_seen_at) >= before)
        .exists()
    )
    ids = some(
        session,
        Citizen.id,
        col(Citizen.erased_at).is_(None),
        or_(col(Citizen.verified_at) < before, col(Citizen.verified_at).is_(None)),
        Citizen.created_at < before,
        ~spoke,
    )
    gone = 0
    for number in ids:
        citizen = session.get(Citizen, number)
        privacy.gather(session, citizen)
        if not privacy.in_progress(session, citizen):
            privacy.erase(session, citizen, "system", now)
            gone += 1
    return gone


def unlinked_channels(session: Session, before: datetime, _now: datetime) -> int:
    """Of who never proved who they are, or was erased since, and has not spoken for so long."""
    seen = or_(
        col(CitizenChannel.last_seen_at) < before,
        col(CitizenChannel.last_seen_at).is_(None) & (CitizenChannel.created_at < before),
    )
    return remove(session, CitizenChannel, col(CitizenChannel.citizen_id).is_(None), seen)
