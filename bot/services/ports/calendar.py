"""工作日历: the days a year works and rests against the rule, from the city's own calendar system."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from bot.services.ports.http import HttpPort, PortDown
from bot.settings import get_settings


class CalendarSource(Protocol):
    def exceptions(self, year: int) -> Mapping[date, bool]:
        """Day → works. Empty: nothing is known beyond the built-in calendar. Raises PortDown, PortRefused."""


class EmbeddedCalendar:
    def exceptions(self, year: int) -> Mapping[date, bool]:
        return {}


class HttpCalendar:
    """`GET {url}/years/{year}`, answered by ``{"days": {"2027-02-05": false, …}}``."""

    def __init__(self, url: str) -> None:
        self._port = HttpPort(url)

    def exceptions(self, year: int) -> Mapping[date, bool]:
        days = self._port.call("GET", f"years/{year}").get("days")
        if not isinstance(days, dict):
            raise PortDown("days is no object")
        try:
            found = {date.fromisoformat(day): works for day, works in days.items()}
        except ValueError:
            raise PortDown("a day is no date") from None
        if any(day.year != year or not isinstance(works, bool) for day, works in found.items()):
            raise PortDown("a day of another year, or neither true nor false")
        return found


def calendar_source() -> CalendarSource:
    url = get_settings().calendar_url
    return HttpCalendar(url) if url else EmbeddedCalendar()
