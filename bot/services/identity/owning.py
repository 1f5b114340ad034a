"""What is a proven citizen's own: bound to them, or made with their mobile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.crypto import blind_indexes
from bot.db.models import Application, Appointment, WorkOrder
from bot.services.identity.proven import proven

INDEX_OF: dict[Any, Any] = {
    Application: Application.contact_index,
    Appointment: Appointment.mobile_index,
    WorkOrder: WorkOrder.mobile_index,
}


def owned_by(table: Any, citizen: Any) -> Any:
    """The condition on `table`; an erased citizen owns nothing."""
    return or_(
        table.citizen_id == citizen.id,
        (col(table.citizen_id).is_(None)) & INDEX_OF[table].in_(_indexes(citizen)),
    )


def owns(row: Any, citizen: Any) -> bool:
    """As `owned_by`, of a row at hand."""
    if row.citizen_id is not None:
        return bool(row.citizen_id == citizen.id)
    return getattr(row, INDEX_OF[type(row)].key) in _indexes(citizen)


def _indexes(citizen: Any) -> tuple[str, ...]:
    return blind_indexes(citizen.mobile, "mobile") if citizen.mobile else ()


def is_own(session: Session, row: Any, conversation_id: str, now: datetime) -> bool:
    """Whether the row needs no proof: its citizen speaks, or nobody else's conversation made it."""
    citizen = proven(session, conversation_id, now)
    if citizen is not None and owns(row, citizen):
        return True
    mine = citizen is None or row.citizen_id is None or row.citizen_id == citizen.id
    return bool(row.session_id == conversation_id and mine)
