"""A sparse TF-IDF matrix of texts, searched by cosine."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import count, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, vstack

from bot.nlu.concepts import MARK, Concepts, concepts
from bot.nlu.ngrams import features

# How much a character, a pair, a pair of syllables and a concept weigh; chosen on text nobody here wrote (docs/quality.md).
_UNIGRAM, _BIGRAM, _PINYIN, _CONCEPT = 2.0, 1.0, 0.5, 2.0
_COMMON = 1.4  # what a feature weighs that every text holds; its rarity comes on top

Scores = NDArray[np.float32]


class Rows(NamedTuple):
    """Some texts, one after the other: how many features each has, which, and their weights, of length one a text."""

    lengths: NDArray[np.int64]
    features: NDArray[np.int32]
    values: Scores


def _prior(feature: str) -> float:
    if feature[0] == "~":
        return _PINYIN
    if feature.startswith(MARK):
        return _CONCEPT
    return _UNIGRAM if len(feature) == 1 or feature.isascii() else _BIGRAM


def _weighted(text: str, words: Concepts) -> dict[str, float]:
    """feature → how much of it, and concept → its weight."""
    meanings, shades = words.read(text)
    found = features(text, shades)
    found.update(meanings)
    return found


@lru_cache(maxsize=512)
def _counted(text: str, words: Concepts) -> tuple[tuple[str, float, float], ...]:
    """(feature, weight, prior) of a folded text; a question is looked up in several indexes."""
    return tuple((feature, weight, _prior(feature)) for feature, weight in _weighted(text, words).items())


class TextIndex:
    """Cosine of a question with each of `texts`. Immutable: build a new one when the texts change."""

    def __init__(
        self,
        texts: Sequence[str],
        unions: Sequence[tuple[int, int]] = (),
        before: TextIndex | None = None,
        weighed_as: TextIndex | None = None,
        keep_rows: bool = False,
    ) -> None:
        """`texts`: folded; an empty one matches nothing. `unions`: [from, to) of texts that also count as one text;
        they come after all texts. `before`: an index of mostly the same texts, whose reading of them is taken over.
        `weighed_as`: a large index that these few texts stand beside; a feature is as rare as it is there.
        `keep_rows`: `rows` will be asked."""
        self._concepts: Concepts = concepts() if weighed_as is None else weighed_as._concepts
        if before is not None and before._concepts is self._concepts:
            matrix, number = _read_again(texts, before)
        else:
            known = {} if weighed_as is None else weighed_as._vocabulary
            matrix, number = _read(texts, known, self._concepts)
        self._place = {text: row for row, text in enumerate(texts)}
        if unions:
            matrix = vstack([matrix, _joined(matrix, unions)], format="csr")
        self._vocabulary: dict[str, int] = number
        self._texts, size = matrix.shape
        if weighed_as is None:
            self._unseen_idf = math.log(1.0 + self._texts) + _COMMON
            weights = _rarity(matrix, number, len(unions))
        else:
            self._unseen_idf = weighed_as._unseen_idf
            weights = weighed_as.weights_of(number)
        self._weights: list[float] = weights.tolist()
        matrix.data *= weights.astype(np.float32)[matrix.indices]
        squares = csr_matrix((matrix.data**2, matrix.indices, matrix.indptr), shape=matrix.shape)
        norms = np.sqrt(squares @ np.ones(size, dtype=np.float32))
        del squares
        norms = np.maximum(norms, np.float32(1e-9))
        matrix.data /= np.repeat(norms, np.diff(matrix.indptr))
        self._norms = norms[: len(texts)]
        # Postings by feature, so that a question reads only its own features.
        postings = matrix.tocsc()
        self._whole = matrix if keep_rows else None
        del matrix
        self._rows, self._values = postings.indices, postings.data
        self._bounds: list[int] = postings.indptr.tolist()

    def weights_of(self, number: dict[str, int]) -> NDArray[np.float64]:
        """What the features of a vocabulary that begins with this index's own weigh here."""
        unseen = [
            _prior(feature) * self._unseen_idf for feature in islice(number, len(self._vocabulary), None)
        ]
        return np.array(self._weights[: len(self._vocabulary)] + unseen)

    def rows(self, begin: int, end: int) -> Rows:
        """The texts from `begin` up to `end`."""
        assert self._whole is not None, "built without keep_rows"
        bounds = self._whole.indptr[begin : end + 1]
        inside = slice(bounds[0], bounds[-1])
        return Rows(np.diff(bounds), self._whole.indices[inside], self._whole.data[inside])

    def similarities(self, text: str) -> Scores:
        """Cosines with every text, in order."""
        return self.compare(text)[0]

    def compare(self, text: str) -> tuple[Scores, Scores]:
        """Cosines with every text, in order; and the share of the question's weight that stands in each text."""
        rows: list[NDArray[np.int32]] = []
        values: list[Scores] = []
        squares: list[float] = []
        norm = 0.0
        for feature, weight in self._weigh(text).items():
            norm += weight * weight  # what the index never saw still counts against the match
            index = self._vocabulary.get(feature)
            if index is None:
                continue
            begin, end = self._bounds[index], self._bounds[index + 1]
            rows.append(self._rows[begin:end])
            values.append(self._values[begin:end] * np.float32(weight))
            squares.append(weight * weight)
        if not rows:
            return np.zeros(self._texts, dtype=np.float32), np.zeros(self._texts, dtype=np.float32)
        at = np.concatenate(rows)
        total = np.bincount(at, weights=np.concatenate(values), minlength=self._texts)
        shared = np.repeat(squares, [len(each) for each in rows])
        covered = np.bincount(at, weights=shared, minlength=self._texts)
        return (total / norm**0.5).astype(np.float32), (covered / norm).astype(np.float32)

    def shared(self, text: str, other: str) -> list[tuple[str, float]]:
        """What makes two texts alike: (feature, its part of their cosine), the largest first."""
        ours, theirs = self._weigh(text), self._weigh(other)
        norm = math.sqrt(sum(w * w for w in ours.values()) * sum(w * w for w in theirs.values())) or 1.0
        both = [(feature, ours[feature] * theirs[feature] / norm) for feature in ours.keys() & theirs.keys()]
        return sorted(both, key=lambda pair: (-pair[1], pair[0]))

    def _weigh(self, text: str) -> dict[str, float]:
        weights = {}
        for feature, often, prior in _counted(text, self._concepts):
            index = self._vocabulary.get(feature)
            weights[feature] = often * (prior * self._unseen_idf if index is None else self._weights[index])
        return weights

    def counts(self) -> csr_matrix:
        """A row for each text, in order: how much of each feature it holds, as it was before it was weighed."""
        shape = (self._texts, len(self._bounds) - 1)
        matrix = csc_matrix((self._values, self._rows, np.array(self._bounds)), shape=shape).tocsr()
        matrix = matrix[: len(self._norms)]
        matrix.data *= np.repeat(self._norms, np.diff(matrix.indptr))
        matrix.data /= np.array(self._weights, dtype=np.float32)[matrix.indices]
        return matrix

    @property
    def vocabulary(self) -> dict[str, int]:
        return self._vocabulary

    def row_of(self, text: str) -> int | None:
        return self._place.get(text)


def _read(texts: Sequence[str], known: dict[str, int], words: Concepts) -> tuple[csr_matrix, dict[str, int]]:
    """(how much of each feature each text holds, feature → column); `known` columns stay where they are."""
    columns, values, indptr = array("i"), array("f"), array("q", [0])
    number: dict[str, int] = defaultdict(
        count(len(known)).__next__, known
    )  # a new feature gets the next number
    for text in texts:
        found = _weighted(text, words)
        columns.extend(map(number.__getitem__, found))
        values.extend(found.values())
        indptr.append(len(columns))
    shape = (len(texts), max(len(number), 1))
    if not columns:
        return csr_matrix(shape, dtype=np.float32), dict(number)
    body = (np.frombuffer(values, np.float32), np.frombuffer(columns, np.int32), np.array(indptr))
    return csr_matrix(body, shape=shape), dict(number)


def _read_again(texts: Sequence[str], before: TextIndex) -> tuple[csr_matrix, dict[str, int]]:
    """As `_read`, where most texts were read before."""
    places = [before.row_of(text) for text in texts]
    fresh = [text for text, place in zip(texts, places, strict=True) if place is None]
    if 2 * len(fresh) > len(texts) or not before.vocabulary:
        return _read(texts, {}, before._concepts)
    matrix, number = _read(fresh, before.vocabulary, before._concepts)
    old = before.counts()
    old.resize(old.shape[0], matrix.shape[1])
    after = count(old.shape[0])  # the new ones stand behind the old ones
    order = [next(after) if place is None else place for place in places]
    return vstack([old, matrix], format="csr")[order], number


def _rarity(matrix: csr_matrix, number: dict[str, int], unions: int) -> NDArray[np.float64]:
    """What each feature weighs: with unions (the last rows), by how many of those hold it, or many wordings of one
    entry would make it common."""
    texts, size = matrix.shape
    counted = matrix[texts - unions :] if unions else matrix
    often = texts / max(counted.shape[0], 1)
    frequency = often * np.bincount(counted.indices, minlength=size)
    prior = np.fromiter((_prior(feature) for feature in number or "?"), dtype=np.float32, count=size)
    weights: NDArray[np.float64] = prior * (np.log((1.0 + texts) / (1.0 + frequency)) + _COMMON)
    return weights


def _joined(matrix: csr_matrix, unions: Sequence[tuple[int, int]]) -> csr_matrix:
    """A row for each union: what its texts hold, what several of them hold as many times."""
    first, last = np.array(unions, dtype=np.int64).T
    sizes = last - first
    members = np.repeat(first - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes) + np.arange(sizes.sum())
    shape = (len(unions), matrix.shape[0])
    ones = np.ones(len(members), dtype=np.float32)
    joined = csr_matrix((ones, members, np.concatenate([[0], np.cumsum(sizes)])), shape=shape) @ matrix
    return joined.tocsr()
