"""Fit the weights by which evidence becomes a probability: on one half of the held-out questions, which are hard,
and on everyday ones (evaluation/left_out.py).

Two logistic regressions, one a kind of candidate; figures come from five-fold cross-validation over questions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from bot.evaluation.questions import Question
from bot.nlu.aspects import lexicon
from bot.nlu.confidence import CALIBRATION, Confidence
from bot.nlu.knowledge import Knowledge
from bot.nlu.plain import plain_text
from bot.nlu.reading import Kind, observe

Rank = Callable[[str], Sequence[tuple[str, float]]]  # text → the classifier's (intent, probability) pairs
Asked = tuple[Knowledge, Sequence[Question]]
_STRENGTH = 0.03  # inverse regularisation


def _table(asked: Sequence[Asked], rank: Rank, kind: Kind) -> tuple[list[str], Any, Any, Any]:
    rows, labels, groups = [], [], []
    pairs = [(knowledge, question) for knowledge, questions in asked for question in questions]
    for number, (knowledge, question) in enumerate(pairs):
        if question.not_emergency:
            continue
        folded = plain_text(question.text)
        ranking = rank(question.text)
        for each in observe(folded, knowledge, ranking, lexicon())[1]:
            if each.kind == kind and not each.exact:
                rows.append(each.features)
                labels.append(each.key == (question.faq if kind == "faq" else question.item))
                groups.append(number)
    names = list(rows[0])
    return names, np.array([[row[n] for n in names] for row in rows]), np.array(labels), np.array(groups)


def fit(asked: Sequence[Asked], rank: Rank) -> dict[str, Any]:
    """Weights by kind, and the cross-validated log loss beside that of the base rate."""
    weights: dict[str, dict[str, Any]] = {}
    figures: dict[str, float] = {}
    kinds: tuple[Kind, ...] = ("item", "faq")
    for kind in kinds:
        names, table, labels, groups = _table(asked, rank, kind)
        losses = []
        for train, test in GroupKFold(5).split(table, labels, groups):
            p = (
                _model()
                .fit(table[train], labels[train])
                .predict_proba(table[test])[:, 1]
                .clip(1e-6, 1 - 1e-6)
            )
            losses.append(-np.mean(labels[test] * np.log(p) + (1 - labels[test]) * np.log(1 - p)))
        weights[kind] = _confidence(names, _model().fit(table, labels)).written()
        base = labels.mean()
        figures[f"{kind}_log_loss"] = round(float(np.mean(losses)), 4)
        figures[f"{kind}_base_log_loss"] = round(
            float(-(base * np.log(base) + (1 - base) * np.log(1 - base))), 4
        )
    return {"weights": weights, "figures": figures}


def _model() -> Pipeline:
    return make_pipeline(
        StandardScaler(),
        PolynomialFeatures(2, include_bias=False),
        LogisticRegression(C=_STRENGTH, max_iter=5000),
    )


def _confidence(names: list[str], model: Pipeline) -> Confidence:
    scaler, products, regression = (step for _, step in model.steps)
    single, pairs = np.zeros(len(names)), np.zeros((len(names), len(names)))
    for powers, weight in zip(products.powers_, regression.coef_[0], strict=True):
        at = np.repeat(np.arange(len(names)), powers)  # one feature, or two (perhaps the same)
        if len(at) == 1:
            single[at[0]] = weight
        else:
            pairs[at[0], at[1]] = weight
    return Confidence(
        tuple(names), scaler.mean_, scaler.scale_, float(regression.intercept_[0]), single, pairs
    )


def write(weights: dict[str, dict[str, Any]]) -> None:
    CALIBRATION.write_text(json.dumps(weights, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
