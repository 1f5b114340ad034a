"""Limits a form may set: on a date a day, ``today``, or a distance from it such as ``-6 months``; on a count a range."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from math import inf

_RANGE = re.compile(r"^(\d{0,6})-(\d{0,6})$")
_RELATIVE = re.compile(r"^([+-]\d{1,4}) (day|month|year)s?$")


def check_bound(value: float | str) -> float | str:
    """Refuses a text that names no day; for pydantic's AfterValidator."""
    if isinstance(value, str):
        resolve(value, date(2000, 2, 29))
    return value


def check_range(value: str) -> str:
    """Refuses what is no range of numbers; for pydantic's AfterValidator."""
    if value:
        range_of(value)
    return value


def range_of(text: str) -> tuple[float, float]:
    """80-89: the least and the most, both included; 100- and -79 have one end. Raises ValueError."""
    match = _RANGE.match(text)
    low, high = (match[1], match[2]) if match else ("", "")
    if not (low or high) or (low and high and int(low) > int(high)):
        raise ValueError(f"“{text}”不是数的范围，可以写 80-89、100-、-79")
    return float(low) if low else -inf, float(high) if high else inf


def resolve(bound: str, today: date) -> date:
    """The day meant. Raises ValueError."""
    if bound == "today":
        return today
    relative = _RELATIVE.match(bound)
    if relative is None:
        try:
            return date.fromisoformat(bound)
        except ValueError:
            raise ValueError(f'“{bound}”不是日期，可以写 "2025-01-31"、"today"、"-6 months"') from None
    count, unit = int(relative[1]), relative[2]
    if unit == "day":
        return today + timedelta(days=count)
    return add_months(today, count * (12 if unit == "year" else 1))


def add_months(day: date, count: int) -> date:
    """The same day of another month, or its last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
