"""Evidence that a question is about an entry: its nearest phrasing, all its phrasings together, its own text.

A long colloquial question resembles no single phrasing; what it says is spread over several of them and over the
answer. Measured on held-out questions: nearest alone finds 55 % first, the three together 69 % (docs/quality.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.index import PhraseIndex, top

_BACKGROUND = 0.5


@dataclass(frozen=True)
class Entry:
    key: str
    phrasings: tuple[str, ...]  # folded
    background: str  # folded: answer or summary


@dataclass(frozen=True)
class Evidence:
    """Cosines, 0 to 1."""

    key: str
    nearest: float
    profile: float
    background: float

    @property
    def total(self) -> float:
        return self.nearest + self.profile + _BACKGROUND * self.background


class EntryIndex:
    def __init__(self, entries: Sequence[Entry]) -> None:
        entries = sorted((e for e in entries if e.phrasings), key=lambda e: e.key)
        self._nearest = PhraseIndex((e.key, text) for e in entries for text in e.phrasings)
        self._profile = PhraseIndex((e.key, " ".join(e.phrasings)) for e in entries)
        self._background = PhraseIndex((e.key, e.background) for e in entries)

    def search(self, text: str, count: int) -> list[Evidence]:
        """The `count` likeliest entries for a folded question, best first."""
        if not text:
            return []
        nearest, profile, background = (
            index.best(text) for index in (self._nearest, self._profile, self._background)
        )
        total = nearest + profile + _BACKGROUND * background
        keys = self._nearest.keys
        return [
            Evidence(keys[i], float(nearest[i]), float(profile[i]), float(background[i])) for i in top(total, count)
        ]
