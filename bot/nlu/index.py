"""A sparse TF-IDF index from phrasings to answers: cosine, best phrasing of each answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.ngrams import features

_UNIGRAM, _BIGRAM, _PINYIN = 2.0, 1.0, 0.5  # chosen on text nobody here wrote: docs/quality.md


def _prior(feature: str) -> float:
    if feature.startswith("~"):
        return _PINYIN
    return _UNIGRAM if len(feature) == 1 else _BIGRAM


@dataclass(frozen=True)
class Hit:
    key: str
    score: float  # cosine, 0 to 1
    phrasing: str


class PhraseIndex:
    """Immutable after construction; build a new one when the phrasings change."""

    def __init__(self, phrasings: Iterable[tuple[str, str]]) -> None:
        """`phrasings`: (key, folded text) pairs; a key may have many."""
        rows = sorted((pair for pair in phrasings if pair[1]), key=lambda pair: pair[0])
        self._texts = [text for _, text in rows]
        keys: list[str] = []
        starts: list[int] = []
        for row, (key, _) in enumerate(rows):
            if not keys or keys[-1] != key:
                keys.append(key)
                starts.append(row)
        self.keys = keys
        self._starts = np.array(starts, dtype=np.int64)
        counts = [Counter(features(text)) for text in self._texts]
        self._vocabulary: dict[str, int] = {}
        document_frequency: Counter[int] = Counter()
        for count in counts:
            for feature in count:
                document_frequency[self._vocabulary.setdefault(feature, len(self._vocabulary))] += 1
        total = len(rows)
        size = len(self._vocabulary)
        frequency = np.array([document_frequency[i] for i in range(size)], dtype=np.float64)
        prior = np.fromiter((_prior(f) for f in self._vocabulary), dtype=np.float64, count=size)
        self._weight = (prior * (np.log((1.0 + total) / (1.0 + frequency)) + 1.0)).astype(np.float32)
        self._unseen_idf = float(np.log(1.0 + total) + 1.0)
        self._build_columns(counts)

    def _build_columns(self, counts: Sequence[Counter[str]]) -> None:
        pairs_feature, pairs_row, pairs_value = [], [], []
        for row, count in enumerate(counts):
            ids = np.fromiter((self._vocabulary[f] for f in count), dtype=np.int64, count=len(count))
            values = np.fromiter((1.0 + np.log(n) for n in count.values()), dtype=np.float32, count=len(count))
            values = values * self._weight[ids]
            norm = float(np.linalg.norm(values)) or 1.0
            pairs_feature.append(ids)
            pairs_row.append(np.full(len(ids), row, dtype=np.int32))
            pairs_value.append((values / norm).astype(np.float32))
        empty: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        feature = np.concatenate(pairs_feature) if pairs_feature else empty
        order = np.argsort(feature, kind="stable")
        self._rows = np.concatenate(pairs_row)[order] if pairs_row else empty.astype(np.int32)
        self._values = np.concatenate(pairs_value)[order] if pairs_value else empty.astype(np.float32)
        boundaries = np.bincount(feature, minlength=len(self._vocabulary)) if len(feature) else empty
        self._indptr = np.concatenate([[0], np.cumsum(boundaries)]).astype(np.int64)

    def __len__(self) -> int:
        return len(self._texts)

    def search(self, text: str, top: int = 5) -> list[Hit]:
        """The best `top` keys for a folded `text`, best first; an empty list when nothing is shared."""
        if not self.keys or not text:
            return []
        weights: list[tuple[int, float]] = []
        norm = 0.0
        for feature, n in Counter(features(text)).items():
            index = self._vocabulary.get(feature)
            tf = 1.0 + float(np.log(n)) if n > 1 else 1.0
            # A word the index never saw still counts against the match.
            weight = tf * (float(self._weight[index]) if index is not None else _prior(feature) * self._unseen_idf)
            norm += weight * weight
            if index is not None:
                weights.append((index, weight))
        if not weights:
            return []
        scores = np.zeros(len(self._texts), dtype=np.float32)
        for index, weight in weights:
            begin, end = self._indptr[index], self._indptr[index + 1]
            scores[self._rows[begin:end]] += weight * self._values[begin:end]
        scores /= np.float32(norm**0.5)
        best = np.maximum.reduceat(scores, self._starts)
        count = min(top, len(best))
        order = np.argpartition(-best, count - 1)[:count]
        order = order[np.argsort(-best[order], kind="stable")]
        return [self._hit(int(i), float(best[i]), scores) for i in order if best[i] > 0.0]

    def _hit(self, position: int, score: float, scores: NDArray[np.float32]) -> Hit:
        begin = int(self._starts[position])
        end = int(self._starts[position + 1]) if position + 1 < len(self._starts) else len(self._texts)
        row = begin + int(np.argmax(scores[begin:end]))
        return Hit(self.keys[position], score, self._texts[row])
