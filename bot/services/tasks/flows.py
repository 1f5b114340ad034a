"""Every kind of task by its name."""

from __future__ import annotations

from bot.services.tasks.act_for import ActForOther
from bot.services.tasks.book import BookFlow
from bot.services.tasks.booking_care import CancelBooking, ChangeBooking, CheckIn
from bot.services.tasks.case_care import Correct, Urge, Withdraw
from bot.services.tasks.complain import ComplainFlow
from bot.services.tasks.consent_flow import MyConsents
from bot.services.tasks.context import Flow
from bot.services.tasks.hand_over import ContinueElsewhere, TakeUpDraft
from bot.services.tasks.log_in import LogIn, LogOut, MyMatters
from bot.services.tasks.my_data import EraseMe, MyData
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
    "log_in": LogIn(),
    "my_matters": MyMatters(),
    "my_consents": MyConsents(),
    "my_data": MyData(),
    "erase_me": EraseMe(),
    "log_out": LogOut(),
    "act_for": ActForOther(),
    "continue_elsewhere": ContinueElsewhere(),
    "take_up_draft": TakeUpDraft(),
}
