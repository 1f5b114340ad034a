"""代办: an agent acts for a principal who agreed by a code; one item, one case, for a week."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Agency, Application

VALID_FOR = timedelta(days=7)


def agree(
    session: Session,
    *,
    opening_key: str,
    conversation_id: str,
    item_code: str,
    agent_id: int,
    principal_id: int,
    now: datetime,
) -> Any:
    """The principal has agreed. The same opening gives the same agency."""
    found = session.scalars(select(Agency).where(Agency.opening_key == opening_key)).first()
    if found is None:
        found = Agency(
            opening_key=opening_key,
            session_id=conversation_id,
            item_code=item_code,
            agent_id=agent_id,
            principal_id=principal_id,
            agreed_at=now,
            expires_at=now + VALID_FOR,
        )
        session.add(found)
        session.flush()
    return found


def active(session: Session, conversation_id: str, item_code: str, now: datetime) -> int | None:
    """The agency that a draft opened now falls under: agreed in this conversation and not used yet."""
    used = select(Application.agency_id).where(col(Application.agency_id).is_not(None))
    found = session.scalar(
        select(Agency.id)
        .where(
            Agency.session_id == conversation_id,
            Agency.item_code == item_code,
            Agency.expires_at > now,
            col(Agency.ended_at).is_(None),
            col(Agency.id).not_in(used),
        )
        .order_by(col(Agency.id).desc())
        .limit(1)
    )
    return int(found) if found is not None else None


def holds(session: Session, agency_id: int, now: datetime) -> bool:
    agency = session.get(Agency, agency_id)
    return agency is not None and agency.ended_at is None and agency.expires_at > now
