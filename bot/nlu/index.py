"""A sparse TF-IDF matrix of texts, searched by cosine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

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
        matrix = csr_matrix((weighted.astype(np.float32), columns, indptr), shape=(len(texts), size))
        norms = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
        rows = np.repeat(np.arange(len(texts)), np.diff(indptr))
        matrix.data /= np.maximum(norms, 1e-9)[rows].astype(np.float32)
        self._by_feature = matrix.T.tocsr()  # one row a feature, so that a question reads only its own features

    def similarities(self, text: str) -> Scores:
        """Cosines with every text, in order."""
        ids: list[int] = []
        weights: list[float] = []
        norm = 0.0
        for feature, frequency in _counted(text):
            index = self._vocabulary.get(feature)
            if index is None:  # what the index never saw still counts against the match
                norm += (frequency * _prior(feature) * self._unseen_idf) ** 2
                continue
            weight = frequency * float(self._weight[index])
            norm += weight * weight
            ids.append(index)
            weights.append(weight)
        size, count = self._by_feature.shape
        if not ids:
            return np.zeros(count, dtype=np.float32)
        question = csr_matrix((np.array(weights, dtype=np.float32), ids, [0, len(ids)]), shape=(1, size))
        found = question @ self._by_feature
        scores = np.zeros(count, dtype=np.float32)
        scores[found.indices] = found.data / norm**0.5
        return scores
