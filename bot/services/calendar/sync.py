"""The city's own calendar into the table that wins over the built-in one: this year and the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from bot.db.models import HolidayOverride
from bot.services.ports.calendar import CalendarSource

NAME = "工作日历系统"


def fetch(source: CalendarSource, today: date) -> Mapping[date, bool]:
    """Outside any transaction. Raises PortDown, PortRefused."""
    return {**source.exceptions(today.year), **source.exceptions(today.year + 1)}


def store(session: Session, days: Mapping[date, bool]) -> int:
    """How many days are new or changed; what staff have entered (another name stands there) stays."""
    changed = 0
    for day, works in sorted(days.items()):
        row = session.get(HolidayOverride, day)
        if row is None:
            session.add(HolidayOverride(day=day, is_working=works, name=NAME))
        elif row.name == NAME and row.is_working != works:
            row.is_working = works
        else:
            continue
        changed += 1
    session.flush()
    return changed
