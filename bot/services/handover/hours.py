"""人工服务时间 and what is said outside it: the city's settings (`bot/services/house`), on its working days."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.services.calendar.working_days import load_calendar
from bot.services.house.current import current
from bot.services.house.schema import House


def is_open(session: Session, now: datetime) -> bool:
    return current(session).hours.is_open(now, load_calendar(session))


def words(session: Session) -> str:
    """周一至周五 9:00-12:00、13:30-17:30 …."""
    return current(session).office_hours_text


def absent(session: Session) -> str:
    """What the city wants said where nobody is there; empty as long as nobody wrote anything."""
    said = current(session).absent_message
    return "" if said == House().absent_message else said
