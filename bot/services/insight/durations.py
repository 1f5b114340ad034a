"""How long something took in 工作日, without the days it stood still, and what is usual of many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from bot.services.calendar.working_days import Pause, WorkingCalendar, days_after


class Stopwatch:
    """Counts on one calendar; many cases begin and end on the same days."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._between = lru_cache(maxsize=20_000)(self._count)

    def working_days(self, start: date, end: date, pauses: Sequence[Pause] = ()) -> int:
        """Working days after `start` up to and including `end`; 0 when it was over the same day."""
        return self._between(start, end, tuple(pauses))

    def _count(self, start: date, end: date, pauses: tuple[Pause, ...]) -> int:
        return sum(
            self._calendar.is_working_day(day) and not any(first < day <= last for first, last in pauses)
            for day in days_after(start, end)
        )


def quantile(days: Sequence[int], share: float) -> int | None:
    """The least number of days in which that share was done (nearest rank); None of nothing."""
    if not days:
        return None
    return sorted(days)[max(math.ceil(share * len(days)), 1) - 1]
