"""Months that are over, and that nothing can be added to."""

from __future__ import annotations

from datetime import date, timedelta

from bot.services.insight.cells import OPEN_FOR
from bot.services.insight.period import Period

MOST = 36


def closed_months(today: date) -> list[str]:
    """`2026-11` …, the last MOST of them, the oldest first; the same whatever was counted in them."""
    last_day = today - OPEN_FOR  # the newest day that is over
    month = last_day.replace(day=1)
    if next_month(month) - timedelta(days=1) > last_day:
        month = (month - timedelta(days=1)).replace(day=1)
    months = [month]
    while len(months) < MOST:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return [f"{each:%Y-%m}" for each in reversed(months)]


def next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def period_of(month: str) -> Period:
    first = date.fromisoformat(f"{month}-01")
    return Period(first, next_month(first) - timedelta(days=1))
