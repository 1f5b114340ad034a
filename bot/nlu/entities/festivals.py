"""The days off of a year's festivals (节假日), as 国务院办公厅 has published them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

_OFFICIAL = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明": "Tomb-sweeping Day",
    "五一": "Labour Day",
    "端午": "Dragon Boat Festival",
    "中秋": "Mid-autumn Festival",
    "国庆": "National Day",
}
_FIXED = {
    "元旦": (1, 1, 1),
    "五一": (5, 1, 2),
    "国庆": (10, 1, 3),
}  # month, day, days off whatever the notice says
_SAME = {"过年": "春节", "十一": "国庆", "劳动节": "五一", "过完年": "春节", "年": "春节"}
NAMES = (
    "国庆|五一|劳动节|元旦|春节|过年|清明|端午|中秋|十一(?=节|假|长假|黄金周|放假|期间|之?前|之?后|以后|过后)"
)


def days_off(name: str, today: date) -> tuple[date, date] | None:
    """First and last day of the next such holiday that is not over; None when nobody has published it yet."""
    festival = _SAME.get(name, name)
    for year in (today.year, today.year + 1):
        days = _published(festival, year) or _fixed(festival, year)
        if days and days[1] >= today:
            return days
    return None


@lru_cache(maxsize=64)
def _published(festival: str, year: int) -> tuple[date, date] | None:
    days = []
    day = date(year, 1, 1)
    while day.year == year:
        try:
            off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return None
        if off and name == _OFFICIAL[festival]:
            days.append(day)
        day += timedelta(days=1)
    return (days[0], days[-1]) if days else None


def _fixed(festival: str, year: int) -> tuple[date, date] | None:
    if festival not in _FIXED:
        return None
    month, day, length = _FIXED[festival]
    first = date(year, month, day)
    return first, first + timedelta(days=length - 1)
