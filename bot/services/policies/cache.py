"""The documents in force, read once per version and day."""

from __future__ import annotations

import threading
import time
from datetime import date

from bot.db.session import read_session
from bot.services import content
from bot.services.catalogue.cache import FRESH_FOR_S
from bot.services.policies.query import in_force, policies_version
from bot.services.policies.view import PolicyView


class PolicyCache:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[str, str, date] | None = None
        self._checked = 0.0
        self._policies: dict[str, PolicyView] = {}

    def get(self, title: str) -> PolicyView | None:
        """The document as it is in force now (at most `FRESH_FOR_S` ago), else None."""
        if time.monotonic() - self._checked >= FRESH_FOR_S:
            with read_session() as session:
                key = (str(session.get_bind().url), policies_version(session), content.today())
                if key != self._key:
                    found = {policy.title: policy for policy in in_force(session, key[2])}
                    with self._lock:
                        self._policies, self._key = found, key
                self._checked = time.monotonic()
        return self._policies.get(title)


policies = PolicyCache()
