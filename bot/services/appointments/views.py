"""What the appointment services hand to the conversation and the console; what can go wrong there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

LABELS = {
    "booked": "已预约",
    "checked_in": "已取号",
    "served": "已办",
    "cancelled": "已取消",
    "no_show": "爽约",
}
OPEN = ("booked", "checked_in")  # whoever is still to be served


@dataclass(frozen=True)
class SlotView:
    id: int
    window_code: str
    day: date
    start: time
    end: time
    left: int


@dataclass(frozen=True)
class BookingView:
    """预约单, personal fields masked."""

    id: int
    booking_no: str
    item_code: str
    item_name: str
    window_code: str
    window_name: str
    address: str
    day: date
    start: time
    end: time
    state: str
    label: str
    name: str
    mobile: str
    queue_no: str | None
    is_displaced: bool = False  # 要改期: the window no longer serves this time
    already: bool = False  # it had been booked before


@dataclass(frozen=True)
class Displaced:
    """Bookings that lose their time at one window, by day."""

    window: str
    days: dict[date, int]

    @property
    def total(self) -> int:
        return sum(self.days.values())


@dataclass(frozen=True)
class QueueView:
    queue_no: str
    ahead: int
    window_name: str


class BookingError(Exception):
    """The message is for the citizen."""


class SlotFull(BookingError):
    def __init__(self) -> None:
        super().__init__("抱歉，这个时段刚刚约满了，请另选一个时段。")


class SlotPast(BookingError):
    def __init__(self) -> None:
        super().__init__("这个时段已经开始，不能再约，请另选一个时段。")


class AlreadyBooked(BookingError):
    def __init__(self, booking_no: str) -> None:
        super().__init__(
            f"这个手机号当天已经约了同一事项（{booking_no}），不用重复预约；要换时间请说“改约”。"
        )


class NotNow(BookingError):
    """The booking is in a state, or at a time, that does not let this happen."""
