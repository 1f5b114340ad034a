"""Training a router: seconds for a city's history, on one core. Needs scikit-learn, which serving does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.services.routing.features import clean, grams, words
from bot.services.routing.model import Floats, Router, View

_MOST_FOLDS = 4
_SEEN_TWICE = 2
_LINEAR_C, _RATIO_C, _MIXING_C = 0.6, 1.0, 0.03
_ENOUGH = 2  # examples of a label, so that one can be held back


class TooFewExamples(ValueError):
    def __init__(self) -> None:
        super().__init__("训练材料不够：至少要有两个部门，每个部门至少2条。")


@dataclass(frozen=True)
class Counted:
    """A count matrix, messages × features."""

    matrix: Any
    vocabulary: dict[str, int]


@dataclass(frozen=True)
class Material:
    grams: Counted
    words: Counted
    labels: Any  # index of the label of each message
    names: tuple[str, ...]


def train(texts: Sequence[str], labels: Sequence[str]) -> Router:
    """Raises TooFewExamples."""
    names = tuple(sorted(set(labels)))
    per_label = Counter(labels)
    if len(names) < 2 or min(per_label.values()) < _ENOUGH:
        raise TooFewExamples
    cleaned = [clean(text) for text in texts]
    material = Material(
        _count([grams(text) for text in cleaned]),
        _count([words(text) for text in cleaned]),
        np.array([names.index(label) for label in labels]),
        names,
    )
    margins = _margins_held_out(material, min(_MOST_FOLDS, *per_label.values()))
    mean, spread = margins.mean(axis=0), margins.std(axis=0) + 1e-6
    mixing, bias = _mix((margins - mean) / spread, material.labels)
    everything = np.arange(len(texts))
    by_gram, by_word, by_ratio = _views(material, everything)
    return Router(names, by_gram, by_word, by_ratio, *(_small(each) for each in (mean, spread, mixing, bias)))


def _count(counted: Sequence[Counter[str]]) -> Counted:
    from scipy.sparse import csr_matrix

    frequent = Counter(feature for each in counted for feature in each)
    kept = sorted(feature for feature, n in frequent.items() if n >= _SEEN_TWICE)
    vocabulary = {feature: index for index, feature in enumerate(kept)}
    rows, columns, counts = [], [], []
    for row, each in enumerate(counted):
        for feature, n in each.items():
            if feature in vocabulary:
                rows.append(row)
                columns.append(vocabulary[feature])
                counts.append(float(n))
    shape = (len(counted), len(vocabulary))
    return Counted(csr_matrix((counts, (rows, columns)), shape=shape), vocabulary)


def _margins_held_out(material: Material, folds: int) -> Any:
    """Margins of every message by views that have not seen it: what the mixing may be fitted on."""
    from sklearn.model_selection import StratifiedKFold

    margins = np.zeros((len(material.labels), 2 * len(material.names)))
    split = StratifiedKFold(folds, shuffle=True, random_state=0)
    for seen, unseen in split.split(margins, material.labels):
        by_gram, by_word, by_ratio = _views(material, seen)
        linear = _decide(by_gram, material.grams, unseen) + _decide(by_word, material.words, unseen)
        ratio = _decide(by_ratio, material.grams, unseen, presence=True)
        margins[unseen] = np.hstack([linear, ratio])
    return margins


def _views(material: Material, rows: Any) -> tuple[View, View, View]:
    """n-grams and words are fitted as one linear model, each normalised by itself."""
    from scipy.sparse import hstack
    from sklearn.svm import LinearSVC

    labels, count = material.labels[rows], len(material.names)
    scales = [_spread_scale(each.matrix[rows], labels, count) for each in (material.grams, material.words)]
    parts = [
        _normalised(_log_tf(each.matrix[rows]), scale)
        for each, scale in zip((material.grams, material.words), scales, strict=True)
    ]
    fitted = LinearSVC(C=_LINEAR_C, random_state=0).fit(hstack(parts).tocsr(), labels)
    weights, bias = _per_label(fitted.coef_, fitted.intercept_)
    border = len(material.grams.vocabulary)
    by_gram = View(material.grams.vocabulary, _small(scales[0][:, None]), weights[:border], bias)
    by_word = View(
        material.words.vocabulary, _small(scales[1][:, None]), weights[border:], np.zeros_like(bias)
    )
    return by_gram, by_word, _ratio_view(material.grams, rows, labels, count)


def _ratio_view(counted: Counted, rows: Any, labels: Any, count: int) -> View:
    from sklearn.svm import LinearSVC

    present = (counted.matrix[rows] > 0).astype(np.float64)
    total = np.asarray(present.sum(axis=0)).ravel()
    scale = np.zeros((present.shape[1], count), dtype=np.float32)
    weights, bias = np.zeros_like(scale), np.zeros(count, dtype=np.float32)
    for label in range(count):
        inside = np.asarray(present[labels == label].sum(axis=0)).ravel() + 1
        outside = total - inside + 2
        ratio = np.log((inside / inside.sum()) / (outside / outside.sum()))
        fitted = LinearSVC(C=_RATIO_C, random_state=0).fit(_normalised(present, ratio), labels == label)
        scale[:, label], weights[:, label] = ratio, fitted.coef_[0]
        bias[label] = fitted.intercept_[0]
    return View(counted.vocabulary, scale, weights, bias)


def _spread_scale(matrix: Any, labels: Any, count: int) -> Any:
    """idf × √(1 − entropy over the labels): a word of one department counts, one of all does not."""
    shares = np.vstack(
        [np.asarray((matrix[labels == label] > 0).mean(axis=0)).ravel() for label in range(count)]
    )
    chances = (shares + 1e-4) / (shares + 1e-4).sum(axis=0)
    evenness = -(chances * np.log(chances)).sum(axis=0) / np.log(count)
    seen = np.asarray((matrix > 0).sum(axis=0)).ravel()
    idf = np.log((matrix.shape[0] + 1) / (seen + 1)) + 1
    return idf * np.sqrt(np.maximum(1 - evenness, 0))


def _log_tf(matrix: Any) -> Any:
    logged = matrix.copy()
    logged.data = 1 + np.log(logged.data)
    return logged


def _normalised(matrix: Any, scale: Any) -> Any:
    from scipy.sparse import diags
    from sklearn.preprocessing import normalize

    return normalize(matrix @ diags(scale)).tocsr()


def _decide(view: View, counted: Counted, rows: Any, *, presence: bool = False) -> Any:
    """As `View.decide`, for many messages at once."""
    matrix = counted.matrix[rows]
    values = (matrix > 0).astype(np.float64) if presence else _log_tf(matrix)
    margins = [
        _normalised(values, view.scale[:, min(label, view.scale.shape[1] - 1)]) @ view.weights[:, label]
        for label in range(view.weights.shape[1])
    ]
    return np.vstack(margins).T + view.bias


def _mix(margins: Any, labels: Any) -> tuple[Any, Any]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=_MIXING_C, max_iter=2000).fit(margins, labels)
    weights, bias = _per_label(fitted.coef_, fitted.intercept_)
    return weights, bias


def _per_label(coefficients: Any, intercept: Any) -> tuple[Floats, Floats]:
    """features × labels; of two labels scikit-learn keeps only the second."""
    if coefficients.shape[0] == 1:
        coefficients = np.vstack([-coefficients[0], coefficients[0]])
        intercept = np.array([-intercept[0], intercept[0]])
    return _small(coefficients.T), _small(intercept)


def _small(values: Any) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float32)
