"""The smaller things that are held of a citizen: what is under way, what was answered later, where they spoke."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.crypto import blind_indexes
from bot.db.models import (
    Agency,
    Application,
    AppointmentWaiting,
    ChannelDelivery,
    CitizenChannel,
    Correction,
    Task,
    Turn,
    Upload,
)
from bot.services.identity.owning import owned_by
from bot.services.identity.proven import conversations_of
from bot.services.mailbox.address import Address


def more(session: Session, citizen: Any) -> dict[str, Any]:
    """As JSON values, in clear: for the citizen's eyes alone."""
    speaks_in = conversations_of(session, citizen.id)
    cases = select(Application.id).where(owned_by(Application, citizen))
    return {
        "corrections": [
            {"asked_at": _at(row.asked_at), "answers": json.loads(row.answers or "{}")}
            for row in session.scalars(
                select(Correction).where(col(Correction.application_id).in_(cases)).order_by(Correction.id)
            )
        ],
        "waiting": [
            {"date": row.appoint_date.isoformat(), "name": row.applicant_name, "mobile": row.mobile}
            for row in session.scalars(select(AppointmentWaiting).where(_waits(citizen, speaks_in)))
        ],
        "under_way": [
            {"kind": row.kind, "answers": json.loads(row.answers or "{}"), "said": row.result}
            for row in session.scalars(select(Task).where(col(Task.session_id).in_(speaks_in)))
            if row.answers or row.result
        ],
        "files": [
            {"type": row.media_type, "bytes": row.size, "sent_at": _at(row.created_at)}
            for row in session.scalars(
                select(Upload).where(
                    col(Upload.session_id).in_(speaks_in) | col(Upload.application_id).in_(cases)
                )
            )
        ],
        "agencies": [
            {"item": row.item_code, "role": "代办人" if row.agent_id == citizen.id else "委托人"}
            for row in session.scalars(
                select(Agency).where((Agency.agent_id == citizen.id) | (Agency.principal_id == citizen.id))
            )
        ],
        "conversations": [  # as they are kept: masked
            {"at": _at(row.created_at), "said": row.user_text}
            for row in session.scalars(
                select(Turn)
                .where(col(Turn.conversation_id).in_(speaks_in))
                .order_by(Turn.conversation_id, Turn.seq)
            )
        ],
    }


def forget_more(session: Session, citizen: Any) -> None:
    """What `more` tells of that is no record of a case; before the citizen's channels are unlinked."""
    speaks_in = conversations_of(session, citizen.id)
    session.execute(
        update(AppointmentWaiting)
        .where(_waits(citizen, speaks_in))
        .values(state="gone", applicant_name=None, mobile=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Task)
        .where(col(Task.session_id).in_(speaks_in))
        .values(answers=None, result=None)
        .execution_options(synchronize_session=False)
    )
    addresses = [
        index
        for row in session.scalars(select(CitizenChannel).where(CitizenChannel.citizen_id == citizen.id))
        for index in Address(row.channel, row.address).indexes
    ]
    session.execute(
        update(ChannelDelivery)  # what is still to be sent is sent: the answer to this very wish among it
        .where(
            col(ChannelDelivery.address_index).in_(addresses),
            col(ChannelDelivery.state).not_in(("waiting", "held")),
        )
        .values(body=None)
        .execution_options(synchronize_session=False)
    )


def _waits(citizen: Any, speaks_in: list[str]) -> Any:
    indexes = blind_indexes(citizen.mobile, "mobile") if citizen.mobile else ()
    return or_(
        col(AppointmentWaiting.mobile_index).in_(indexes),
        col(AppointmentWaiting.session_id).in_(speaks_in),
    )


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
