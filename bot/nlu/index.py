"""A sparse TF-IDF matrix of texts, searched by cosine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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
    return _UNIGRAM if len(feature) == 1 or feature.isascii() else _BIGRAM


@lru_cache(maxsize=512)
def _counted(text: str) -> tuple[tuple[str, float], ...]:
    """(feature, 1 + ln count) of a folded text; a question is looked up in several indexes."""
    return tuple((feature, 1.0 + float(np.log(n))) for feature, n in Counter(features(text)).items())


class TextIndex:
    """Cosine of a question with each of `texts`. Immutable: build a new one when the texts change."""

    def __init__(self, texts: Sequence[str]) -> None:
        """`texts`: folded; an empty one matches nothing."""
        self._vocabulary: dict[str, int] = {}
        columns: list[int] = []
        values: list[float] = []
        indptr = [0]
        for text in texts:
            for feature, n in Counter(features(text)).items():
                columns.append(self._vocabulary.setdefault(feature, len(self._vocabulary)))
                values.append(n)
            indptr.append(len(columns))
        size = len(self._vocabulary)
        frequency = np.bincount(np.array(columns, dtype=np.int64), minlength=size)
        prior = np.fromiter((_prior(feature) for feature in self._vocabulary), dtype=np.float64, count=size)
        self._weight = prior * (np.log((1.0 + len(texts)) / (1.0 + frequency)) + 1.0)
        self._unseen_idf = float(np.log(1.0 + len(texts)) + 1.0)
        weighted = (1.0 + np.log(np.array(values, dtype=np.float64))) * self._weight[columns]
        rows = np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(indptr))
        norms = np.sqrt(np.bincount(rows, weights=weighted * weighted, minlength=len(texts)))
        weighted /= np.maximum(norms, 1e-9)[rows]
        # Postings by feature, so that a question reads only its own features.
        order = np.argsort(np.array(columns, dtype=np.int64), kind="stable")
        self._rows = rows[order]
        self._values = weighted[order].astype(np.float32)
        self._bounds = np.concatenate([[0], np.cumsum(frequency)]).tolist()
        self._texts = len(texts)

    def similarities(self, text: str) -> Scores:
        """Cosines with every text, in order."""
        rows: list[NDArray[np.int32]] = []
        values: list[Scores] = []
        norm = 0.0
        for feature, frequency in _counted(text):
            index = self._vocabulary.get(feature)
            if index is None:  # what the index never saw still counts against the match
                norm += (frequency * _prior(feature) * self._unseen_idf) ** 2
                continue
            weight = frequency * float(self._weight[index])
            norm += weight * weight
            begin, end = self._bounds[index], self._bounds[index + 1]
            rows.append(self._rows[begin:end])
            values.append(self._values[begin:end] * np.float32(weight))
        if not rows:
            return np.zeros(self._texts, dtype=np.float32)
        total = np.bincount(np.concatenate(rows), weights=np.concatenate(values), minlength=self._texts)
        return (total / norm**0.5).astype(np.float32)
