"""人工服务时间: working days (with 调休), mornings and afternoons, on the city's clock."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy.orm import Session

from bot.services.calendar.working_days import load_calendar
from bot.services.content import CITY_ZONE

RANGES = ((time(9), time(12)), (time(13, 30), time(17, 30)))


def is_open(session: Session, now: datetime) -> bool:
    here = now.astimezone(CITY_ZONE)
    in_time = any(begin <= here.time() < end for begin, end in RANGES)
    return in_time and load_calendar(session).is_working_day(here.date())


def words(session: Session) -> str:
    """工作日 9:00–12:00、13:30–17:30."""
    spans = "、".join(f"{_clock(begin)}–{_clock(end)}" for begin, end in RANGES)
    return f"工作日 {spans}"


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}"
