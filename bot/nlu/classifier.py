"""A linear classifier over hashed character n-grams: trained by scikit-learn, applied with plain NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.nlu.ngrams import char_ngrams

_BUCKETS = 1 << 16
_SIZES = (1, 2, 3)


def _buckets(text: str) -> NDArray[np.int64]:
    """The distinct feature buckets of a folded text."""
    return np.array(sorted({crc32(g.encode()) % _BUCKETS for g in char_ngrams(text, _SIZES)}), dtype=np.int64)


@dataclass
class NgramClassifier:
    labels: list[str]
    weights: NDArray[np.float32]  # (buckets, labels)
    bias: NDArray[np.float32]

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str]) -> NgramClassifier:
        """Class-balanced logistic regression, one against the rest; deterministic. Raises ValueError under two labels."""
        rows = [_buckets(text) for text in texts]
        used, columns = np.unique(np.concatenate(rows), return_inverse=True)
        indptr = np.cumsum([0] + [len(row) for row in rows])
        data = np.concatenate([np.full(len(row), 1.0 / max(len(row), 1) ** 0.5) for row in rows])
        matrix = csr_matrix((data, columns, indptr), shape=(len(rows), len(used)))
        # One against the rest in liblinear: a tenth of the time of the multinomial solver, as accurate here.
        model = LogisticRegression(C=20.0, solver="liblinear", class_weight="balanced", random_state=0)
        model.fit(matrix, list(labels))
        weights, bias = np.zeros((_BUCKETS, model.coef_.shape[0])), model.intercept_
        weights[used] = model.coef_.T
        if len(model.classes_) == 2:  # scikit-learn keeps one column for two classes
            weights, bias = np.hstack([-weights, weights]) / 2, np.array([-bias[0], bias[0]]) / 2
        return cls([str(c) for c in model.classes_], weights.astype(np.float32), bias.astype(np.float32))

    def predict(self, text: str) -> list[tuple[str, float]]:
        """(label, probability) pairs, most probable first; each label for itself, they need not add up to one."""
        row = _buckets(text)
        logits = self.bias + (self.weights[row].sum(axis=0) / max(len(row), 1) ** 0.5 if len(row) else 0.0)
        probabilities = 1.0 / (1.0 + np.exp(-logits))
        return [(self.labels[i], float(probabilities[i])) for i in np.argsort(-probabilities)]

    def save(self, path: Path) -> None:
        used = np.flatnonzero(np.abs(self.weights).max(axis=1) > 1e-6)
        np.savez_compressed(
            path, labels=np.array(self.labels), used=used, weights=self.weights[used], bias=self.bias
        )

    @classmethod
    def load(cls, path: Path) -> NgramClassifier:
        with np.load(path, allow_pickle=False) as stored:
            weights = np.zeros((_BUCKETS, len(stored["labels"])), dtype=np.float32)
            weights[stored["used"]] = stored["weights"]
            return cls([str(label) for label in stored["labels"]], weights, stored["bias"])
