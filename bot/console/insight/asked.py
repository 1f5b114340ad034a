"""What an analyst asks for: from when to when, whose; and what stands on every page of the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends
from sqlalchemy.orm import Session

from bot.console.access import having
from bot.console.faq.desk import departments
from bot.services.content import today
from bot.services.insight.definitions import DEFINITIONS
from bot.services.insight.period import BadPeriod, Period, last_days, read_period
from bot.services.staff.errors import NotAllowed, StaffError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

Analyst = Annotated[Current, having(Role.ANALYST)]
PAGES = {
    "/staff/insight": "提问",
    "/staff/insight/funnel": "办理漏斗",
    "/staff/insight/issues": "诉求热点",
    "/staff/insight/service": "时效与评价",
}
_SPANS = {7: "最近 7 天", 30: "最近 30 天", 90: "最近 90 天", 365: "最近一年"}


@dataclass(frozen=True)
class Asked:
    """`period` is what this person may see of what was asked for; `department` the one that was chosen."""

    period: Period
    department: str

    @property
    def query(self) -> str:
        return urlencode(
            {"first": self.period.first, "last": self.period.last, "department": self.department}
        )

    @property
    def is_whole_city(self) -> bool:
        """Only then do questions count that were not understood: they belong to nobody."""
        return not self.period.departments


def _asked(me: Analyst, first: str = "", last: str = "", department: str = "") -> Asked:
    try:
        period = read_period(first, last, today())
    except BadPeriod as error:
        raise StaffError(str(error)) from None
    if department and not me.covers(department):
        raise NotAllowed("这个部门不在您的范围内。")
    return Asked(period.of([department] if department else me.departments), department)


What = Annotated[Asked, Depends(_asked)]


def frame(session: Session, me: Current, asked: Asked, here: str) -> dict[str, Any]:
    """Values of the part that all pages share."""
    now = today()
    spans = {words: last_days(days, now) for days, words in _SPANS.items()}
    return {
        "asked": asked,
        "tabs": PAGES,
        "tab": here,
        "departments": departments(session, me, withdrawn_too=True),
        "spans": {
            words: (urlencode({"first": each.first, "last": each.last, "department": asked.department}), each)
            for words, each in spans.items()
        },
        "words": DEFINITIONS,
        "yesterday": now - timedelta(days=1),
    }
