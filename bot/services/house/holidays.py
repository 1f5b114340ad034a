"""节假日安排 as the city enters it: days off and days worked that the built-in calendar does not know, or not so.

They stand in the table that wins over the built-in calendar; bookable times and legal periods follow at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator
from sqlalchemy.orm import Session

from bot.db.models import HolidayOverride
from bot.services.appointments.realign import displaced_everywhere, realign_all
from bot.services.appointments.views import Displaced
from bot.services.calendar.working_days import WorkingCalendar, load_calendar
from bot.services.content import check_date, check_text

_SAID = {True: "上班", False: "放假"}


class Holiday(BaseModel):
    """One day that is worked, or free, against the calendar."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: Annotated[str, AfterValidator(check_date)]
    is_working: bool
    name: Annotated[str, StringConstraints(max_length=40), AfterValidator(check_text)] = ""


class Holidays(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    days: tuple[Holiday, ...] = Field(default=(), max_length=200)

    @field_validator("days")
    @classmethod
    def _each_day_once(cls, days: tuple[Holiday, ...]) -> tuple[Holiday, ...]:
        seen = [each.day for each in days]
        twice = next((day for day in seen if seen.count(day) > 1), None)
        if twice:
            raise ValueError(f"{twice}写了两次")
        return tuple(sorted(days, key=lambda each: each.day))

    def lines(self) -> Iterator[str]:
        """2027-02-05 至 2027-02-11 放假 春节: days that follow each other together."""
        for _, group in groupby(enumerate(self.days), _run):
            run = [each for _, each in group]
            days = run[0].day if len(run) == 1 else f"{run[0].day} 至 {run[-1].day}"
            yield f"{days} {_SAID[run[0].is_working]} {run[0].name}".strip()


def _run(numbered: tuple[int, Holiday]) -> tuple[int, bool, str]:
    """The same for days without a gap that are alike."""
    number, each = numbered
    return date.fromisoformat(each.day).toordinal() - number, each.is_working, each.name


def apply(session: Session, old: Any, new: Any, now: datetime) -> int:
    """From now on the calendar says what `new` says, and no longer what only `old` said: how many bookings lost their time."""
    before, after = Holidays.model_validate(old), Holidays.model_validate(new)
    wanted = {date.fromisoformat(each.day): each for each in after.days}
    for day in set(_days(before.days)) - set(wanted):
        row = session.get(HolidayOverride, day)
        if row is not None:
            session.delete(row)
    for day, each in wanted.items():
        session.merge(HolidayOverride(day=day, is_working=each.is_working, name=each.name))
    session.flush()
    return realign_all(session, now)


def foreseen(session: Session, old: Holidays, new: Holidays, now: datetime) -> list[Displaced]:
    """Whose booked times would be gone, before anything is changed."""
    overrides = dict(load_calendar(session).overrides)
    for day in _days(old.days):
        overrides.pop(day, None)
    overrides |= {date.fromisoformat(each.day): each.is_working for each in new.days}
    return displaced_everywhere(session, WorkingCalendar(overrides), now)


def spread(first: str, last: str) -> list[str]:
    """Every day from `first` to `last`. Raises ValueError in Chinese."""
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise ValueError(f"“{first} 至 {last}”不是日期，请写成 2027-02-05 至 2027-02-11 的样子") from None
    if not 0 <= (end - begin).days <= 31:
        raise ValueError(f"“{first} 至 {last}”不对：要先写早的那天，一次不超过一个月")
    return [(begin + timedelta(days=n)).isoformat() for n in range((end - begin).days + 1)]


def _days(days: Iterable[Holiday]) -> list[date]:
    return [date.fromisoformat(each.day) for each in days]
