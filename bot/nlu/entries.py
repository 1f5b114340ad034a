"""Evidence that a question is about an entry: its nearest phrasing, all its phrasings together, its own text.

A long colloquial question resembles no single phrasing; what it says is spread over several of them and over the
answer. Measured on held-out questions: nearest alone finds 60 % first, the three together 71 % (docs/quality.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.nlu.encoder import Encoder
from bot.nlu.index import Scores, TextIndex
from bot.nlu.procedures import Named

_BACKGROUND = 0.5
_MEANING = 1.0


@dataclass(frozen=True)
class Entry:
    key: str
    phrasings: tuple[str, ...]  # folded, at least one
    background: str  # folded: answer or summary


@dataclass(frozen=True)
class Evidence:
    """Cosines, 0 to 1, less where the text is about another procedure (nlu/procedures.py). `covered`: the share of the question's weight that stands in any of the phrasings; `meaning`:
    of the nearest phrasing by the sentence encoder, 0 without one."""

    key: str
    nearest: float = 0.0
    profile: float = 0.0
    background: float = 0.0
    covered: float = 0.0
    meaning: float = 0.0

    @property
    def total(self) -> float:
        return self.nearest + self.profile + _BACKGROUND * self.background + _MEANING * self.meaning


class EntryIndex:
    def __init__(
        self,
        entries: Sequence[Entry],
        encoder: Encoder | None = None,
        before: EntryIndex | None = None,
        weighed_as: EntryIndex | None = None,
    ) -> None:
        """`before`: an index of mostly the same entries; `weighed_as`: a large one that these few stand beside."""
        self.keys = [entry.key for entry in entries]
        phrasings = [text for entry in entries for text in entry.phrasings]
        self._texts = phrasings
        self._phrasings = len(phrasings)
        bounds = np.cumsum([0] + [len(entry.phrasings) for entry in entries])
        self._starts = bounds[:-1]
        # One index for all three kinds of text: a question is read once.
        self._index = TextIndex(
            [*phrasings, *(entry.background for entry in entries)],
            unions=list(pairwise(bounds.tolist())),
            before=before.texts if before is not None else None,
            weighed_as=weighed_as.texts if weighed_as is not None else None,
        )
        self._named = Named(phrasings)
        self._encoder = encoder
        self._vectors = encoder.vectors(phrasings) if encoder else None

    @property
    def texts(self) -> TextIndex:
        return self._index

    def search(self, text: str, count: int, without: Sequence[int] = ()) -> list[Evidence]:
        """The `count` likeliest entries for a folded question, best first; `without`: places of entries left out."""
        if not text or not self.keys:
            return []
        scores, shares = self._index.compare(text)
        n = len(self.keys)
        agreement = self._named.agreement(text)
        nearest = np.maximum.reduceat(scores[: self._phrasings] * agreement, self._starts)
        background = scores[self._phrasings : self._phrasings + n]
        profile = scores[self._phrasings + n :] * np.maximum.reduceat(agreement, self._starts)
        covered = shares[self._phrasings + n :]
        meaning = self._meaning(text)
        total = nearest + profile + _BACKGROUND * background + _MEANING * meaning
        if without:
            total[without] = 0.0
        chosen = np.argpartition(-total, min(count, n) - 1)[:count]
        chosen = chosen[np.argsort(-total[chosen], kind="stable")]
        return [
            Evidence(
                self.keys[i], *(float(each[i]) for each in (nearest, profile, background, covered, meaning))
            )
            for i in chosen.tolist()
            if total[i] > 0.0
        ]

    def why(self, text: str, key: str) -> tuple[str, list[tuple[str, float]]]:
        """The phrasing of `key` nearest to a folded question, and the features they share with their part of the cosine."""
        at = self.keys.index(key)
        begin = int(self._starts[at])
        end = int(self._starts[at + 1]) if at + 1 < len(self.keys) else self._phrasings
        scores = self._index.similarities(text)[begin:end]
        nearest = self._texts[begin + int(np.argmax(scores))]
        return nearest, self._index.shared(text, nearest)

    def _meaning(self, text: str) -> Scores:
        if self._encoder is None or self._vectors is None:
            return np.zeros(len(self.keys), dtype=np.float32)
        likeness = self._vectors @ self._encoder.vectors([text])[0]
        return np.maximum.reduceat(np.maximum(likeness, 0.0), self._starts)
