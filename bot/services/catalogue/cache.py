"""Items read once per version of the catalogue: an answer needs seven tables, and the catalogue seldom changes."""

from __future__ import annotations

import threading
from datetime import date

from sqlalchemy.orm import Session

from bot.services import content
from bot.services.catalogue.query import catalogue_version, get_item
from bot.services.catalogue.views import ItemView


class ItemCache:
    """Correct at every call: the version is one row, read each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[str, date] | None = None
        self._items: dict[str, ItemView | None] = {}

    def get(self, session: Session, code: str) -> ItemView | None:
        key = (catalogue_version(session), content.today())
        with self._lock:
            if key != self._key:
                self._key, self._items = key, {}
            if code in self._items:
                return self._items[code]
        item = get_item(session, code)
        with self._lock:
            if key == self._key:
                self._items[code] = item
        return item


items = ItemCache()
