"""Sparse TF-IDF indexes from phrasings to answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.nlu.ngrams import features

# How much a single character, a pair and a pair of syllables weigh; chosen on text nobody here wrote (docs/quality.md).
_UNIGRAM, _BIGRAM, _PINYIN = 2.0, 1.0, 0.5

Scores = NDArray[np.float32]


def _prior(feature: str) -> float:
    if feature.startswith("~"):
        return _PINYIN
    return _UNIGRAM if len(feature) == 1 else _BIGRAM


@lru_cache(maxsize=512)
def _counted(text: str) -> tuple[tuple[str, float], ...]:
    """(feature, 1 + ln count) of a folded text; a question is looked up in several indexes."""
    return tuple((feature, 1.0 + float(np.log(n))) for feature, n in Counter(features(text)).items())


class PhraseIndex:
    """Cosine of a text with the best phrasing of each key. Immutable: build a new one when the phrasings change."""

    def __init__(self, phrasings: Iterable[tuple[str, str]]) -> None:
        """`phrasings`: (key, folded text) pairs; a key may have many. Keys are kept sorted."""
        rows = sorted(phrasings, key=lambda pair: pair[0])
        self.texts = [text for _, text in rows]
        self.keys: list[str] = []
        starts: list[int] = []
        for row, (key, _) in enumerate(rows):
            if not self.keys or self.keys[-1] != key:
                self.keys.append(key)
                starts.append(row)
        self._starts = np.array(starts, dtype=np.int64)
        self._vocabulary: dict[str, int] = {}
        counts = [self._numbered(text) for text in self.texts]
        frequency = np.bincount(
            np.concatenate([ids for ids, _ in counts]) if counts else np.zeros(0, dtype=np.int64),
            minlength=len(self._vocabulary),
        )
        prior = np.fromiter((_prior(f) for f in self._vocabulary), dtype=np.float64, count=len(self._vocabulary))
        idf = np.log((1.0 + len(rows)) / (1.0 + frequency)) + 1.0
        self._weight = (prior * idf).astype(np.float32)
        self._unseen_idf = float(np.log(1.0 + len(rows)) + 1.0)
        self._build_columns(counts)

    def _numbered(self, text: str) -> tuple[NDArray[np.int64], Scores]:
        counted = Counter(features(text))
        ids = (self._vocabulary.setdefault(feature, len(self._vocabulary)) for feature in counted)
        numbers = np.fromiter(ids, dtype=np.int64, count=len(counted))
        return numbers, np.fromiter((1.0 + np.log(n) for n in counted.values()), dtype=np.float32, count=len(counted))

    def _build_columns(self, counts: Sequence[tuple[NDArray[np.int64], Scores]]) -> None:
        values = []
        for ids, frequency in counts:
            value = frequency * self._weight[ids]
            values.append((value / (float(np.linalg.norm(value)) or 1.0)).astype(np.float32))
        feature = np.concatenate([ids for ids, _ in counts]) if counts else np.zeros(0, dtype=np.int64)
        row = np.repeat(np.arange(len(counts), dtype=np.int32), [len(ids) for ids, _ in counts])
        order = np.argsort(feature, kind="stable")
        self._rows = row[order]
        self._values = np.concatenate(values)[order] if values else np.zeros(0, dtype=np.float32)
        self._indptr = np.concatenate([[0], np.cumsum(np.bincount(feature, minlength=len(self._vocabulary)))])

    def __len__(self) -> int:
        return len(self.texts)

    def similarities(self, text: str) -> Scores:
        """The cosine of a folded text with every phrasing, in `texts` order."""
        scores = np.zeros(len(self.texts), dtype=np.float32)
        norm = 0.0
        for feature, frequency in _counted(text):
            index = self._vocabulary.get(feature)
            if index is None:  # what the index never saw still counts against the match
                norm += (frequency * _prior(feature) * self._unseen_idf) ** 2
                continue
            weight = frequency * float(self._weight[index])
            norm += weight * weight
            begin, end = self._indptr[index], self._indptr[index + 1]
            scores[self._rows[begin:end]] += weight * self._values[begin:end]
        return scores / np.float32(norm**0.5) if norm else scores

    def best(self, text: str) -> Scores:
        """The cosine of a folded text with the best phrasing of every key, in `keys` order."""
        if not self.keys:
            return np.zeros(0, dtype=np.float32)
        return np.maximum.reduceat(self.similarities(text), self._starts)


def top(scores: Scores, count: int) -> list[int]:
    """Positions of the `count` highest positive scores, best first."""
    count = min(count, len(scores))
    if count == 0:
        return []
    chosen = np.argpartition(-scores, count - 1)[:count]
    return [int(i) for i in chosen[np.argsort(-scores[chosen], kind="stable")] if scores[i] > 0.0]
