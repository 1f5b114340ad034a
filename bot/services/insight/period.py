"""From which day to which, and whose: what every figure is asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.services.content import CITY_ZONE, read_day

LONGEST = 366  # days


class BadPeriod(ValueError):
    """The message is Chinese and says what to write."""


@dataclass(frozen=True)
class Period:
    """`last` counts; `departments`: codes, none = the whole city."""

    first: date
    last: date
    departments: Collection[str] = ()

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time.min, CITY_ZONE)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time.min, CITY_ZONE)

    def before(self) -> Period:
        """As many days just before: what a trend is measured against."""
        length = timedelta(days=self.days)
        return Period(self.first - length, self.last - length, self.departments)

    def of(self, departments: Collection[str]) -> Period:
        return Period(self.first, self.last, tuple(sorted(departments)))

    def all_days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(self.days)]


def last_days(days: int, today: date) -> Period:
    """`days` days, today the last."""
    return Period(today - timedelta(days=days - 1), today)


def read_period(first: str, last: str, today: date, default_days: int = 30) -> Period:
    """Days as staff write them; what is left out is filled in. Raises BadPeriod."""
    try:
        end = read_day(last) if last else today
        start = read_day(first) if first else end - timedelta(days=default_days - 1)
    except ValueError:
        raise BadPeriod("日期请写成 2026-01-31 的样子。") from None
    if start > end:
        raise BadPeriod("开始日期不能晚于结束日期。")
    if (end - start).days + 1 > LONGEST:
        raise BadPeriod(f"一次最多看 {LONGEST} 天，请把时间缩短。")
    return Period(start, end)
