"""The published FAQ of the active release, read once per release and day."""

from __future__ import annotations

import threading
import time
from datetime import date

from sqlalchemy import select

from bot.db.models import Department
from bot.db.session import read_session
from bot.services import content
from bot.services.catalogue.cache import FRESH_FOR_S
from bot.services.catalogue.query import catalogue_version
from bot.services.faq.live import live
from bot.services.faq.release import active_release_id
from bot.services.faq.view import FaqView


class FaqCache:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[str, str, date] | None = None
        self._checked = 0.0
        self._views: dict[str, FaqView] = {}
        self._names_key: tuple[str, str] | None = None
        self._departments: dict[str, str] = {}

    def get(self, name: str) -> FaqView | None:
        """The entry as it is published now (at most `FRESH_FOR_S` ago), else None."""
        self._refresh()
        return self._views.get(name)

    def department_name(self, code: str) -> str:
        self._refresh()
        return self._departments.get(code, "")

    def _refresh(self) -> None:
        if time.monotonic() - self._checked < FRESH_FOR_S:
            return
        with read_session() as session:
            key = (str(session.get_bind().url), str(active_release_id(session)), content.today())
            if key != self._key:
                views = {view.name: view for view in live.read(session).on(key[2])}
                with self._lock:
                    self._views, self._key = views, key
            names_key = (key[0], catalogue_version(session))
            if (
                names_key != self._names_key
            ):  # a department may be called otherwise from one minute to the next
                departments = dict(session.execute(select(Department.code, Department.name)).all())
                with self._lock:
                    self._departments, self._names_key = departments, names_key
            self._checked = time.monotonic()


faqs = FaqCache()
