"""The settings in memory: looked at as often as anybody likes, asked of the database at most once a second."""

from __future__ import annotations

import threading
import time

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.db.session import get_engine, read_session
from bot.services.calendar.working_days import WorkingCalendar, load_calendar
from bot.services.house.read import read, version
from bot.services.house.schema import House

log = structlog.get_logger()

FRESH_FOR_S = 1.0  # every replica follows a change within this time
_CALENDAR_FRESH_FOR_S = 60.0


class HouseCache:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[str, str] | None = None  # the database and the version of the settings
        self._checked = self._calendar_read = float("-inf")
        self._house = House()
        self._calendar = WorkingCalendar()

    def get(self, session: Session | None = None) -> House:
        """The settings as they stood at most `FRESH_FOR_S` ago; with `session`, those of its database.

        A database that fails leaves those known before; where none were, SQLAlchemyError.
        """
        self._look(session)
        return self._house

    def calendar(self) -> WorkingCalendar:
        """The city's working days; what staff change of them is followed within a minute."""
        self._look(None)
        return self._calendar

    def forget(self) -> None:
        """The next look asks the database."""
        self._checked = self._calendar_read = float("-inf")

    def _look(self, session: Session | None) -> None:
        database = str((session.get_bind() if session else get_engine()).url)
        known = self._key is not None and self._key[0] == database
        if known and time.monotonic() - self._checked < FRESH_FOR_S:
            return
        try:
            if session is not None:
                self._read(session, database)
            else:
                with read_session() as own:
                    self._read(own, database)
        except SQLAlchemyError:
            if not known:
                raise
            log.error("house.not_read")
            self._checked = time.monotonic()

    def _read(self, session: Session, database: str) -> None:
        key = (database, version(session))
        now = time.monotonic()
        with self._lock:
            if key != self._key:
                self._house = read(session)
            if (
                self._key is None
                or self._key[0] != database
                or now - self._calendar_read > _CALENDAR_FRESH_FOR_S
            ):
                self._calendar, self._calendar_read = load_calendar(session), now
            self._key, self._checked = key, now


cache = HouseCache()
current = cache.get
forget = cache.forget
