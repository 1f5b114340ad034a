"""The published FAQ of the active release, read once per release and day."""

from __future__ import annotations

import threading
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Department
from bot.services import content
from bot.services.faq.release import active_release_id, published
from bot.services.faq.view import FaqView


class FaqCache:
    """Correct at every call: the active release is one row, read each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[str, date] | None = None
        self._views: dict[str, FaqView] = {}
        self._departments: dict[str, str] = {}

    def get(self, session: Session, name: str) -> FaqView | None:
        self._refresh(session)
        return self._views.get(name)

    def department_name(self, session: Session, code: str) -> str:
        self._refresh(session)
        return self._departments.get(code, "")

    def _refresh(self, session: Session) -> None:
        key = (str(active_release_id(session)), content.today())
        with self._lock:
            if key == self._key:
                return
            self._views = {view.name: view for view in published(session, key[1])}
            self._departments = dict(session.execute(select(Department.code, Department.name)).all())
            self._key = key


faqs = FaqCache()
