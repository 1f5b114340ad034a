"""Every kind of task by its name."""

from __future__ import annotations

from bot.services.tasks.book import BookFlow
from bot.services.tasks.booking_care import CancelBooking, ChangeBooking, CheckIn
from bot.services.tasks.case_care import Correct, Urge, Withdraw
from bot.services.tasks.complain import ComplainFlow
from bot.services.tasks.context import Flow
from bot.services.tasks.rate_flow import RateFlow

FLOWS: dict[str, Flow] = {
    "book": BookFlow(),
    "change_booking": ChangeBooking(),
    "cancel_booking": CancelBooking(),
    "check_in": CheckIn(),
    "complain": ComplainFlow(),
    "rate": RateFlow(),
    "withdraw": Withdraw(),
    "urge": Urge(),
    "correct": Correct(),
}
