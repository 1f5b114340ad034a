"""Whether the people who answer are there, and what is said where they are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.services.content import CITY_ZONE
from bot.services.house.current import cache


@dataclass(frozen=True)
class Office:
    """`opens_at`: when somebody is there again, on the city's clock; None while open or where nobody knows."""

    is_open: bool
    text: str
    absent_message: str
    opens_at: datetime | None


def office(now: datetime) -> Office:
    house, calendar = cache.get(), cache.calendar()
    is_open = house.hours.is_open(now, calendar)
    opens = None if is_open else house.hours.next_opening(now, calendar)
    return Office(
        is_open,
        house.office_hours_text,
        house.absent_message,
        opens.astimezone(CITY_ZONE) if opens else None,
    )
