"""What the work order services hand to the conversation and the console; what can go wrong there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class NewOrder:
    """What a citizen told; everything but type and department is personal."""

    order_type: str
    content: str
    location: str | None = None
    happened_at: str | None = None
    target: str | None = None
    name: str | None = None
    mobile: str | None = None
    is_anonymous: bool = False
    is_secret: bool = False
    department_code: str | None = None
    proposed_department: str | None = None


@dataclass(frozen=True)
class OrderEventView:
    at: datetime
    action: str
    label: str
    note: str


@dataclass(frozen=True)
class OrderView:
    id: int
    order_no: str
    order_type: str
    state: str
    label: str
    department: str
    due_on: date | None
    is_open: bool
    feedback: str
    urged: int
    events: tuple[OrderEventView, ...]
    already: bool = False


class OrderError(Exception):
    """The message is for the citizen or the staff member who caused it."""


class OrderNotAllowed(OrderError):
    def __init__(self, before: str, after: str) -> None:
        super().__init__(f"工单现在的状态是“{before}”，不能“{after}”。")
