"""查阅、复制 and 删除 (个人信息保护法 第四十五条、第四十七条): what we hold of a citizen, given out and taken away.

Erased at once: drafts, bookings that are over, ratings' words, links to channels, proofs, the mobile itself.
Kept, because the law asks for it: what is still being handled; and what was handled, as a record to be archived
(国务院令第716号 第十二条). Of the latter only storing goes on (第四十七条第二款): no mobile finds it any more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.crypto import blind_indexes
from bot.db.models import (
    Application,
    Appointment,
    CitizenChannel,
    Consent,
    IdentityProof,
    OneTimeCode,
    Rating,
    WorkOrder,
)
from bot.services.applications.drafts import close
from bot.services.applications.states import State
from bot.services.audit.record import record
from bot.services.handover import forget as handovers
from bot.services.identity import held
from bot.services.identity.owning import owned_by
from bot.services.identity.proven import bind, conversations_of
from bot.services.work_orders.states import OrderState

_BOOKED = ("booked", "checked_in")
_ENDED = {
    each.value for each in (OrderState.CLOSED, OrderState.REVISITED, OrderState.REFUSED, OrderState.WITHDRAWN)
}


@dataclass(frozen=True)
class Erased:
    """How many of each."""

    drafts: int
    bookings: int
    archived: int  # kept as a record, found by nobody
    in_progress: tuple[str, ...]  # numbers that stay until they are done


def export(session: Session, citizen: Any) -> dict[str, Any]:
    """Everything in clear, as JSON values: for the citizen's eyes alone."""
    return {
        "citizen": {
            "mobile": citizen.mobile,
            "name": citizen.name,
            "id_number": citizen.id_number,
            "verified_at": _at(citizen.verified_at),
        },
        "channels": [
            {"channel": row.channel, "address": row.address, "linked_at": _at(row.linked_at)}
            for row in session.scalars(select(CitizenChannel).where(CitizenChannel.citizen_id == citizen.id))
        ],
        "applications": [_case(row) for row in _own(session, Application, citizen)],
        "appointments": [
            {"number": row.appoint_no, "name": row.applicant_name, "mobile": row.mobile, "state": row.state}
            for row in _own(session, Appointment, citizen)
        ],
        "work_orders": [
            {
                "number": row.order_no,
                "type": row.order_type,
                "name": row.citizen_name,
                "mobile": row.mobile,
                "content": row.content,
                "location": row.location,
                "happened_at": row.happened_at,
                "target": row.target,
                "state": row.state,
            }
            for row in _own(session, WorkOrder, citizen)
        ],
        "ratings": [
            {"matter_no": row.matter_no, "satisfaction": row.satisfaction, "comment": row.comment}
            for row in session.scalars(select(Rating).where(_rated(session, citizen)))
        ],
        "talks_with_staff": handovers.export(session, conversations_of(session, citizen.id)),
        "consents": [
            {
                "purpose": row.purpose,
                "data": row.data,
                "text": row.text,
                "at": _at(row.at),
                "withdrawn_at": _at(row.withdrawn_at),
            }
            for row in session.scalars(
                select(Consent).where(Consent.citizen_id == citizen.id).order_by(Consent.id)
            )
        ],
        **held.more(session, citizen),
    }


def in_progress(session: Session, citizen: Any) -> list[str]:
    """Numbers of what is being handled."""
    cases = [row for row in _own(session, Application, citizen) if row.case_no]
    return [
        *(row.case_no for row in cases if not State(row.state).is_final),
        *(row.appoint_no for row in _own(session, Appointment, citizen) if row.state in _BOOKED),
        *(row.order_no for row in _own(session, WorkOrder, citizen) if row.state not in _ENDED),
    ]


def erase(session: Session, citizen: Any, actor: str, now: datetime) -> Erased:
    """Once; the caller commits durably. `actor`: who asked, for the audit log."""
    kept = in_progress(session, citizen)
    ratings = _rated(session, citizen)
    session.execute(
        update(Rating).where(ratings).values(comment=None).execution_options(synchronize_session=False)
    )
    drafts = bookings = archived = 0
    for case in _own(session, Application, citizen):
        if case.state == State.DRAFT.value:
            close(session, case, State.CANCELLED, "citizen", now)
            case.citizen_id, drafts = None, drafts + 1
        elif case.case_no and case.case_no not in kept:
            case.citizen_id = case.contact_index = case.applicant_index = None
            archived += 1
    for booking in _own(session, Appointment, citizen):
        if booking.appoint_no not in kept:
            booking.citizen_id = booking.mobile_index = booking.mobile = booking.applicant_name = None
            bookings += 1
    for order in _own(session, WorkOrder, citizen):
        if order.order_no not in kept:
            order.citizen_id = order.mobile_index = None
            archived += 1
    held.forget_more(session, citizen)
    handovers.erase(session, conversations_of(session, citizen.id))
    _forget(session, citizen, now)
    counts = {"drafts": drafts, "bookings": bookings, "archived": archived, "in_progress": len(kept)}
    record(session, actor, "privacy.erase", f"citizen:{citizen.id}", counts, now)
    return Erased(drafts, bookings, archived, tuple(kept))


def _forget(session: Session, citizen: Any, now: datetime) -> None:
    """The citizen is nobody from now on; consents stay as evidence, without a name."""
    session.execute(delete(IdentityProof).where(IdentityProof.citizen_id == citizen.id))
    if citizen.mobile:
        indexes = blind_indexes(citizen.mobile, "mobile")
        session.execute(delete(OneTimeCode).where(col(OneTimeCode.mobile_index).in_(indexes)))
    session.execute(
        update(CitizenChannel)
        .where(CitizenChannel.citizen_id == citizen.id)
        .values(citizen_id=None, linked_at=None)
        .execution_options(synchronize_session=False)
    )
    citizen.name = citizen.mobile = citizen.mobile_index = None
    citizen.id_number = citizen.id_number_index = None
    citizen.erased_at = now
    session.flush()


def gather(session: Session, citizen: Any) -> None:
    """What the citizen's conversations have made and nobody owns becomes theirs first."""
    for conversation_id in conversations_of(session, citizen.id):
        bind(session, conversation_id, citizen.id)


def _own(session: Session, table: Any, citizen: Any) -> list[Any]:
    query = select(table).where(owned_by(table, citizen)).order_by(table.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))  # `gather` writes past them


def _rated(session: Session, citizen: Any) -> Any:
    """Ratings of one's matters, or given in one's conversations."""
    numbers = [row.case_no for row in _own(session, Application, citizen) if row.case_no]
    numbers += [row.appoint_no for row in _own(session, Appointment, citizen)]
    numbers += [row.order_no for row in _own(session, WorkOrder, citizen)]
    return (Rating.citizen_id == citizen.id) | col(Rating.matter_no).in_(numbers)


def _case(row: Any) -> dict[str, Any]:
    return {
        "number": row.case_no,
        "item": row.item_name,
        "state": State(row.state).label,
        "name": row.applicant_name,
        "id_number": row.applicant_id_number,
        "mobile": row.contact_mobile,
        "answers": json.loads(row.answers or "{}").get("answers", {}),
        "filed_at": _at(row.apply_date),
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
