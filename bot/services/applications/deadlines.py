"""承诺办结日期 and 法定办结日期 of a case, on the working-day clock, without the days it stood still."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.services.applications.states import State
from bot.services.calendar.working_days import (
    Pause,
    WorkingCalendar,
    add_natural_days,
    add_working_days,
)
from bot.services.content import CITY_ZONE

_CLOCKS = {"工作日": add_working_days, "自然日": add_natural_days}


@dataclass(frozen=True)
class Limit:
    """办结时限: a number of 工作日 or 自然日."""

    days: int
    day_type: str


@dataclass(frozen=True)
class Deadlines:
    """None where no limit is set; `estimated` when a day beyond the published calendar was counted."""

    promised_on: date | None
    statutory_on: date | None
    estimated: bool = False


def limit(days: int | None, day_type: str | None) -> Limit | None:
    return Limit(days, day_type) if days is not None and day_type in _CLOCKS else None


def deadlines(
    start: date,
    promise: Limit | None,
    statutory: Limit | None,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = (),
) -> Deadlines:
    """Counted from the day after `start`; a promise is never later than the law allows."""
    promised_on, statutory_on = (_due(start, each, calendar, pauses) for each in (promise, statutory))
    if promised_on is not None and statutory_on is not None:
        promised_on = min(promised_on, statutory_on)
    last = max((day for day in (promised_on, statutory_on) if day is not None), default=start)
    return Deadlines(promised_on, statutory_on, calendar.estimates(start, last))


def of_case(case: Any, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()) -> Deadlines:
    """Of an Application: from its acceptance, before that from its filing."""
    started = case.accept_date or case.apply_date
    if started is None:
        return Deadlines(None, None)
    promise = limit(case.promise_days, case.promise_day_type)
    statutory = limit(case.anticipate_days, case.anticipate_day_type)
    return deadlines(city_date(started), promise, statutory, calendar, pauses)


def pauses(history: Iterable[tuple[datetime, str]]) -> list[Pause]:
    """The stretches in which a case stood still, from its (time, new state) history in order."""
    found: list[Pause] = []
    since: date | None = None
    for at, state in history:
        if since is not None:
            found.append((since, city_date(at)))
        since = city_date(at) if State(state).is_paused else None
    return found


def city_date(moment: datetime) -> date:
    """The calendar day of a moment on the city's clock."""
    return moment.astimezone(CITY_ZONE).date()


def _due(start: date, each: Limit | None, calendar: WorkingCalendar, pauses: Sequence[Pause]) -> date | None:
    return None if each is None else _CLOCKS[each.day_type](start, each.days, calendar, pauses)
