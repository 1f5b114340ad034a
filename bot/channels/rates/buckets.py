"""How often something may be done: an allowance a minute, used up at once or evenly (GCRA), in this process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WINDOW_S = 60.0
_MOST_KEYS = 50_000


@dataclass(frozen=True)
class Allowance:
    """`kind` is what a metric and a log may name; `who` (an address, a conversation) stays out of both."""

    kind: str
    who: str
    per_minute: int

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.who}"


@dataclass(frozen=True)
class TooMany:
    kind: str
    wait_s: float


class MemoryBuckets:
    """Key -> when all that was taken will have grown back."""

    def __init__(self) -> None:
        self._full_at: dict[str, float] = {}

    def take(self, allowances: Sequence[Allowance], now: float) -> TooMany | None:
        """One of each, or none of any: then the one that takes longest to grow back. `now`: seconds of a steady clock."""
        worst: TooMany | None = None
        for each in allowances:
            interval = WINDOW_S / each.per_minute
            wait = self._full_at.get(each.key, 0.0) - (WINDOW_S - interval) - now
            if wait > 1e-9 and (worst is None or wait > worst.wait_s):
                worst = TooMany(each.kind, wait)
        if worst is not None:
            return worst
        for each in allowances:
            interval = WINDOW_S / each.per_minute
            self._full_at[each.key] = max(now, self._full_at.get(each.key, 0.0)) + interval
        if len(self._full_at) > _MOST_KEYS:
            self._forget(now)
        return None

    def __len__(self) -> int:
        return len(self._full_at)

    def _forget(self, now: float) -> None:
        """Those that are full again; if that is not enough, those that are next to be (an attack from everywhere)."""
        left = sorted(
            ((at, key) for key, at in self._full_at.items() if at > now),
            reverse=True,
        )[: _MOST_KEYS // 2]
        self._full_at = {key: at for at, key in left}
