"""Where a booking or an order stands, said at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.services.appointments.record import booking_view
from bot.services.matters import Kind, admit, column_of, own_numbers
from bot.services.tasks.ask import Said
from bot.services.tasks.book import receipt
from bot.services.tasks.case_care import order_progress
from bot.services.work_orders.record import order_view

_EVERY: tuple[Kind, ...] = ("application", "work_order", "appointment")
_WORDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("work_order", ("工单", "投诉", "举报", "诉求", "建议", "反映")),
    ("appointment", ("预约", "约的", "号源")),
)


def look_up(session: Session, number: str, conversation_id: str, proof: str | None, now: datetime) -> Said:
    """Raises MatterNotFound and ProofRequired; the caller commits either way, wrong tries are counted."""
    return _say(session, *admit(session, number, conversation_id, proof, now))


def own(session: Session, conversation_id: str, text: str) -> list[tuple[str, str]]:
    """(number, title) of what the conversation has made, of the kind the words name if they name one."""
    kinds = tuple(kind for kind, words in _WORDS if any(word in text for word in words)) or _EVERY
    found = own_numbers(session, conversation_id, kinds, whole=True)
    return [(str(getattr(row, column_of(kind).key)), _title(kind, row)) for kind, row in found]


def _title(kind: Kind, row: Any) -> str:
    if kind == "application":
        return f"{row.item_name} {row.case_no}"
    return f"{row.order_type} {row.order_no}" if kind == "work_order" else f"预约 {row.appoint_no}"


def _say(session: Session, kind: Kind, row: Any) -> Said:
    if kind == "work_order":
        return order_progress(order_view(session, row))
    view = booking_view(session, row)
    lead = f"您的预约（{view.label}）："
    if view.is_displaced:
        lead = f"请注意：窗口这个时间不办公了，请改约或取消。\n{lead}"
    return receipt(view, lead)
