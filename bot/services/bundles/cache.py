"""Bundles read once per version of the catalogue, as items are."""

from __future__ import annotations

import time

from bot.db.session import read_session
from bot.services.bundles.query import BundleView, bundle_views
from bot.services.catalogue.cache import FRESH_FOR_S
from bot.services.catalogue.query import catalogue_version


class BundleCache:
    def __init__(self) -> None:
        self._key: tuple[str, str] | None = None
        self._checked = 0.0
        self._bundles: dict[str, BundleView] = {}

    def all(self) -> list[BundleView]:
        """Those in use (at most `FRESH_FOR_S` ago), by title."""
        if time.monotonic() - self._checked < FRESH_FOR_S:
            return list(self._bundles.values())
        with read_session() as session:
            key = (str(session.get_bind().url), catalogue_version(session))
            if key != self._key:
                self._bundles = {each.code: each for each in bundle_views(session)}
                self._key = key
            self._checked = time.monotonic()
        return list(self._bundles.values())

    def get(self, code: str | None) -> BundleView | None:
        self.all()
        return self._bundles.get(code) if code else None

    def with_item(self, code: str) -> BundleView | None:
        """The bundle in which an item can be applied for together with others."""
        return next((each for each in self.all() if any(part.item.item == code for part in each.here)), None)


bundles = BundleCache()
