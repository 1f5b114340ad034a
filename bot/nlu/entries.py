"""Evidence that a question is about an entry: its nearest phrasing, all its phrasings together, its own text.

A long colloquial question resembles no single phrasing; what it says is spread over several of them and over the
answer. Measured on held-out questions: nearest alone finds 60 % first, the three together 71 % (docs/quality.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bot.nlu.encoder import Encoder
from bot.nlu.index import Scores, TextIndex
from bot.nlu.procedures import Named
from bot.nlu.rivals import Rival, Weights, tell_apart, weigh

_BACKGROUND = 0.5
_MEANING = 1.0
RIVALS = 5  # so many entries, at most, are told apart from one another
_REMEMBERED = 1024  # groups of rivals, 2 kB each
_IN_REACH = 0.6  # of the likeness of the likeliest: less, and there is nothing to tell apart


@dataclass(frozen=True)
class Entry:
    key: str
    phrasings: tuple[str, ...]  # folded, at least one
    background: str  # folded: answer or summary


@dataclass(frozen=True)
class Evidence:
    """Cosines, 0 to 1, less where the text is about another procedure (nlu/procedures.py). `covered`: the share of the question's weight that stands in any of the phrasings; `meaning`:
    of the nearest phrasing by the sentence encoder, 0 without one; `apart`: for it or against it, beside the others
    that came near (nlu/rivals.py)."""

    key: str
    nearest: float = 0.0
    profile: float = 0.0
    background: float = 0.0
    covered: float = 0.0
    meaning: float = 0.0
    apart: float = 0.0

    @property
    def alike(self) -> float:
        return self.nearest + self.profile + _BACKGROUND * self.background + _MEANING * self.meaning

    @property
    def total(self) -> float:
        return self.alike + self.apart


class Likely(NamedTuple):
    """Evidence for an entry that was not yet told apart from others; its place, and the likeness of the question to
    each of its phrasings where it is of the likeliest."""

    evidence: Evidence
    place: int
    likeness: Scores | None


def best(
    found: Sequence[Likely], count: int, weights: Callable[[tuple[int, ...]], Weights]
) -> list[Evidence]:
    """The `count` likeliest of those found, which come best first, after the first few were told apart. `weights`:
    of the entries at these places (`rivals.weigh`)."""
    reach = _IN_REACH * found[0].evidence.alike if found else 0.0
    near = [each for each in found[:RIVALS] if each.evidence.alike >= reach]
    near.sort(key=lambda each: each.place)
    told: dict[int, float] = {}
    if len(near) > 1:
        places = tuple(each.place for each in near)
        likeness = [each.likeness for each in near if each.likeness is not None]
        told = dict(zip(places, tell_apart(likeness, weights(places)), strict=True))
    hits = [replace(each.evidence, apart=told.get(each.place, 0.0)) for each in found]
    return sorted(hits, key=lambda hit: -hit.total)[:count]


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
        self._bounds: list[int] = bounds.tolist()
        # One index for all three kinds of text: a question is read once.
        self._index = TextIndex(
            [*phrasings, *(entry.background for entry in entries)],
            unions=list(pairwise(self._bounds)),
            before=before.texts if before is not None else None,
            weighed_as=weighed_as.texts if weighed_as is not None else None,
            keep_rows=True,
        )
        self._named = Named(phrasings)
        # Citizens ask the same things over and over, and then the same entries come near.
        self._weights = lru_cache(maxsize=_REMEMBERED)(
            lambda places: weigh([self.rival(place) for place in places])
        )
        self._encoder = encoder
        self._vectors = encoder.vectors(phrasings) if encoder else None

    @property
    def texts(self) -> TextIndex:
        return self._index

    def search(self, text: str, count: int) -> list[Evidence]:
        """The `count` likeliest entries for a folded question, best first."""
        return best(self.likely(text, max(count, RIVALS)), count, self._weights)

    def resembling(self, text: str, count: int) -> list[Evidence]:
        """As `search`, but not told apart."""
        return [each.evidence for each in self.likely(text, count)]

    def likely(self, text: str, count: int, without: Sequence[int] = ()) -> list[Likely]:
        """The `count` entries that resemble a folded question most, best first, not told apart; `without`: places of
        entries left out."""
        if not text or not self.keys:
            return []
        scores, shares = self._index.compare(text)
        n = len(self.keys)
        agreement = self._named.agreement(text)
        likeness = scores[: self._phrasings] * agreement
        nearest = np.maximum.reduceat(likeness, self._starts)
        background = scores[self._phrasings : self._phrasings + n]
        profile = scores[self._phrasings + n :] * np.maximum.reduceat(agreement, self._starts)
        covered = shares[self._phrasings + n :]
        meaning = self._meaning(text)
        total = nearest + profile + _BACKGROUND * background + _MEANING * meaning
        if without:
            total[without] = 0.0
        chosen = np.argpartition(-total, min(count, n) - 1)[:count]
        chosen = chosen[np.argsort(-total[chosen], kind="stable")]
        evidence = (nearest, profile, background, covered, meaning)
        return [
            Likely(
                Evidence(self.keys[i], *(float(each[i]) for each in evidence)),
                i,
                likeness[self._bounds[i] : self._bounds[i + 1]] if order < RIVALS else None,
            )
            for order, i in enumerate(chosen.tolist())
            if total[i] > 0.0
        ]

    def rival(self, place: int) -> Rival:
        begin, end = self._bounds[place], self._bounds[place + 1]
        return Rival(self._index.rows(begin, end), self._named.directions(begin, end))

    def why(self, text: str, key: str) -> tuple[str, list[tuple[str, float]]]:
        """The phrasing of `key` nearest to a folded question, and the features they share with their part of the cosine."""
        at = self.keys.index(key)
        begin, end = self._bounds[at], self._bounds[at + 1]
        scores = self._index.similarities(text)[begin:end]
        nearest = self._texts[begin + int(np.argmax(scores))]
        return nearest, self._index.shared(text, nearest)

    def _meaning(self, text: str) -> Scores:
        if self._encoder is None or self._vectors is None:
            return np.zeros(len(self.keys), dtype=np.float32)
        likeness = self._vectors @ self._encoder.vectors([text])[0]
        return np.maximum.reduceat(np.maximum(likeness, 0.0), self._starts)
