"""Items read once per version of the catalogue: an answer needs seven tables, and the catalogue seldom changes.

The city's own are read together; those imported from elsewhere, which may be thousands, when they are asked for.
"""

from __future__ import annotations

import threading
import time
from datetime import date

from bot.db.session import read_session
from bot.services import content
from bot.services.catalogue.query import catalogue_version, city_items, get_item
from bot.services.catalogue.views import ItemView

FRESH_FOR_S = 0.5  # a change is seen by every replica within this time


class ItemCache:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[str, str, date] | None = None
        self._checked = 0.0
        self._items: dict[str, ItemView | None] = {}

    def with_form(self) -> list[ItemView]:
        """The city's items that can be applied for here, by name."""
        self.get("")
        found = [item for item in self._items.values() if item is not None and item.has_form]
        return sorted(found, key=lambda item: item.name)

    def get(self, code: str) -> ItemView | None:
        """The item as it is published now (at most `FRESH_FOR_S` ago)."""
        if time.monotonic() - self._checked < FRESH_FOR_S and code in self._items:
            return self._items[code]
        with read_session() as session:
            key = (str(session.get_bind().url), catalogue_version(session), content.today())
            with self._lock:
                if key != self._key:
                    self._items = {item.code: item for item in city_items(session, key[2])}
                    self._key = key
                self._checked = time.monotonic()
            if code not in self._items:
                self._items[code] = get_item(session, code)
        return self._items[code]


items = ItemCache()
