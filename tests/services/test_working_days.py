"""The clock equals a recomputation that counts every day by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.calendar.working_days import WorkingCalendar, add_natural_days, add_working_days

CALENDAR = WorkingCalendar()
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
OVERRIDES = st.dictionaries(st.dates(date(2026, 12, 1), date(2027, 3, 31)), st.booleans(), max_size=8)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24)),  # Monday
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # over a weekend
        (date(2026, 9, 28), 10, date(2026, 10, 16)),  # over 国庆, with 10 October worked
        (date(2026, 11, 28), 0, date(2026, 11, 30)),  # 即办 on a Saturday
    ],
)
def test_working_days(start: date, n: int, due: date) -> None:
    assert add_working_days(start, n, CALENDAR) == due


def test_a_last_day_on_a_holiday_moves_to_the_next_working_day() -> None:
    assert add_natural_days(date(2026, 11, 23), 5, CALENDAR) == date(2026, 11, 30)  # 28th is a Saturday
    assert add_natural_days(date(2026, 9, 25), 6, CALENDAR) == date(2026, 10, 8)  # 1 October
    assert add_natural_days(date(2026, 11, 23), 4, CALENDAR) == date(2026, 11, 27)


def test_years_nobody_has_published_are_weekends_and_marked() -> None:
    assert not CALENDAR.is_working_day(date(2027, 10, 1))  # fixed by law, a Friday
    assert CALENDAR.is_working_day(date(2027, 2, 8))
    assert CALENDAR.is_estimated(date(2027, 2, 8)) and not CALENDAR.is_estimated(date(2026, 2, 9))
    assert CALENDAR.estimates(date(2026, 12, 30), date(2027, 1, 2))
    assert not CALENDAR.estimates(date(2026, 12, 1), date(2026, 12, 31))


def test_an_override_wins() -> None:
    calendar = WorkingCalendar({date(2027, 2, 8): False, date(2027, 2, 6): True})
    assert not calendar.is_working_day(date(2027, 2, 8)) and calendar.is_working_day(date(2027, 2, 6))
    assert not calendar.is_estimated(date(2027, 2, 8))
    assert add_working_days(date(2027, 2, 5), 2, calendar) == date(2027, 2, 9)


@given(DAYS, st.integers(0, 60), OVERRIDES, st.lists(st.tuples(DAYS, st.integers(0, 30)), max_size=2))
@settings(max_examples=200, deadline=None)
def test_equal_to_counting_every_day(
    start: date, n: int, overrides: dict[date, bool], breaks: list[tuple[date, int]]
) -> None:
    calendar = WorkingCalendar(overrides)
    pauses = [(first, first + timedelta(days=length)) for first, length in breaks]
    paused = {first + timedelta(days=k) for first, length in breaks for k in range(1, length + 1)}
    horizon = [start + timedelta(days=k) for k in range(1, 400)]

    natural = [day for day in horizon if day not in paused]
    working = [day for day in natural if calendar.is_working_day(day)]
    expected = working[n - 1] if n else _on_or_after(start, calendar)
    assert add_working_days(start, n, calendar, pauses) == expected
    expected = _on_or_after(natural[n - 1] if n else start, calendar)
    assert add_natural_days(start, n, calendar, pauses) == expected


def _on_or_after(day: date, calendar: WorkingCalendar) -> date:
    return min(d for d in (day + timedelta(days=k) for k in range(40)) if calendar.is_working_day(d))
