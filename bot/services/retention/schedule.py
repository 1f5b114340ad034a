"""The rules of what goes when nothing else ends it: each deletes a batch and says how much it was.

Here are the long periods; what ends within hours or days ends where it is made (one-time codes, tasks, mail, drafts).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.services.retention import citizens, conversations, records
from bot.settings import get_settings

LOGS = timedelta(days=184)  # 网络安全法: 留存网络日志不少于六个月
_YEAR = timedelta(days=365.25)


@dataclass(frozen=True)
class Rule:
    """`delete(session, before, now)`: how many are gone; called again while it is any."""

    name: str
    period: Callable[[], timedelta]
    delete: Callable[[Session, datetime, datetime], int]


def _logs() -> timedelta:
    return LOGS


def _cases() -> timedelta:
    return get_settings().keep_cases_years * _YEAR


def _citizens() -> timedelta:
    return get_settings().keep_citizens_years * _YEAR


RULES = (
    Rule("notices", _logs, conversations.notices),
    Rule("outbox", _logs, conversations.outbox),
    Rule("tasks", _logs, conversations.tasks),
    Rule("draft_codes", timedelta, conversations.draft_codes),
    Rule("waiting", _logs, conversations.waiting),
    Rule("bookings", _logs, records.bookings),
    Rule("ended_drafts", _logs, records.ended_drafts),
    Rule("cases", _cases, records.cases),
    Rule("work_orders", _cases, records.work_orders),
    Rule("ratings", _cases, records.ratings),
    Rule("consents", _cases, records.consents),
    Rule("citizens", _citizens, citizens.quiet),
    Rule("channels", _logs, citizens.unlinked_channels),
)


def due(session: Session, rule: Rule, now: datetime) -> int:
    """One batch of one rule; the caller commits."""
    return rule.delete(session, now - rule.period(), now)
