"""The working-day clock: statutory holidays, 调休 working weekends, and the periods of 民法典 第二百零一条、第二百零三条."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models.holiday import HolidayOverride

ONE_DAY = timedelta(days=1)
# 全国年节及纪念日放假办法 (国务院令第795号): fixed in the solar calendar, so known before the yearly notice.
_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})

Pause = tuple[date, date]  # days after the first, up to and including the second, do not count


@dataclass(frozen=True)
class WorkingCalendar:
    """`overrides` (day → works or not) win; then the published calendar; beyond it weekends, marked estimated."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS

    def is_holiday(self, day: date) -> bool:
        """A day off that is more than a plain weekend."""
        if day in self.overrides:
            return not self.overrides[day]
        try:
            is_off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return (day.month, day.day) in _FIXED_HOLIDAYS
        return bool(is_off) and name is not None

    def is_estimated(self, day: date) -> bool:
        """True when nobody has published yet whether this day is worked."""
        if day in self.overrides:
            return False
        try:
            chinese_calendar.is_workday(day)
        except NotImplementedError:
            return True
        return False

    def estimates(self, start: date, end: date) -> bool:
        """Whether any day of a period rests on an estimate."""
        return any(self.is_estimated(day) for day in days_after(start, end))

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is worked."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day


def load_calendar(session: Session) -> WorkingCalendar:
    """The calendar with the overrides staff have entered."""
    rows = session.execute(select(HolidayOverride.day, HolidayOverride.is_working))
    return WorkingCalendar({day: is_working for day, is_working in rows})


def days_after(start: date, end: date) -> Iterator[date]:
    """Every day from the one after `start` to `end`: 开始的当日不计入，自下一日开始计算 (民法典 第二百零一条)."""
    day = start + ONE_DAY
    while day <= end:
        yield day
        day += ONE_DAY


def add_working_days(start: date, n: int, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()) -> date:
    """The n-th working day (工作日) after `start`; with n = 0 the start, or the next working day if it is none."""
    day = start
    for _ in range(n):
        day += ONE_DAY
        while not calendar.is_working_day(day) or _paused(day, pauses):
            day += ONE_DAY
    return calendar.next_working_day(day)


def add_natural_days(start: date, n: int, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()) -> date:
    """The n-th calendar day (自然日) after `start`; a last day on a holiday moves to the next working day.

    民法典 第二百零三条: 期间的最后一日是法定休假日的，以法定休假日结束的次日为期间的最后一日.
    """
    day = start
    for _ in range(n):
        day += ONE_DAY
        while _paused(day, pauses):
            day += ONE_DAY
    return calendar.next_working_day(day)


def _paused(day: date, pauses: Sequence[Pause]) -> bool:
    return any(first < day <= last for first, last in pauses)
