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
        self._checked = float("-inf")
        self._items: dict[str, ItemView] = {}

    def with_form(self) -> list[ItemView]:
        """The city's items that can be applied for here, by name."""
        self._refresh()
        found = [item for item in list(self._items.values()) if item.has_form]
        return sorted(found, key=lambda item: item.name)

    def get(self, code: str) -> ItemView | None:
        """The item as it is published now (at most `FRESH_FOR_S` ago)."""
        self._refresh()
        found = self._items.get(code)
        if found is None and code:
            with read_session() as session:
                found = get_item(session, code)
            if found is not None:  # what does not exist is not remembered: anybody may ask for anything
                with self._lock:
                    self._items[code] = found
        return found

    def _refresh(self) -> None:
        if time.monotonic() - self._checked < FRESH_FOR_S:
            return
        with read_session() as session:
            key = (str(session.get_bind().url), catalogue_version(session), content.today())
            with self._lock:
                if key != self._key:
                    self._items = {item.code: item for item in city_items(session, key[2])}
                    self._key = key
                self._checked = time.monotonic()


items = ItemCache()
