"""Fit the weights by which evidence becomes a probability, on the held-out questions.

Two logistic regressions, one a kind of candidate; figures come from five-fold cross-validation over questions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.evaluation.questions import Question
from bot.nlu.aspects import lexicon
from bot.nlu.knowledge import Knowledge
from bot.nlu.normalise import fold_text
from bot.nlu.reading import CALIBRATION, Kind, observe

Rank = Callable[[str], Sequence[tuple[str, float]]]  # text → the classifier's (intent, probability) pairs
_STRENGTH = 1.0  # inverse regularisation


def _table(
    questions: Sequence[Question], knowledge: Knowledge, rank: Rank, kind: Kind
) -> tuple[list[str], Any, Any, Any]:
    rows, labels, groups = [], [], []
    for number, question in enumerate(questions):
        if question.not_emergency:
            continue
        folded = fold_text(question.text)
        ranking = rank(question.text)
        for each in observe(folded, knowledge, ranking, lexicon())[1]:
            if each.kind == kind and not each.exact:
                rows.append(each.features)
                labels.append(each.key == (question.faq if kind == "faq" else question.item))
                groups.append(number)
    names = list(rows[0])
    return names, np.array([[row[n] for n in names] for row in rows]), np.array(labels), np.array(groups)


def fit(questions: Sequence[Question], knowledge: Knowledge, rank: Rank) -> dict[str, Any]:
    """Weights by kind, and the cross-validated log loss beside that of the base rate."""
    weights: dict[str, dict[str, float]] = {}
    figures: dict[str, float] = {}
    for kind in ("item", "faq"):
        names, table, labels, groups = _table(questions, knowledge, rank, kind)
        losses = []
        for train, test in GroupKFold(5).split(table, labels, groups):
            model = LogisticRegression(C=_STRENGTH, max_iter=2000).fit(table[train], labels[train])
            p = model.predict_proba(table[test])[:, 1].clip(1e-6, 1 - 1e-6)
            losses.append(-np.mean(labels[test] * np.log(p) + (1 - labels[test]) * np.log(1 - p)))
        model = LogisticRegression(C=_STRENGTH, max_iter=2000).fit(table, labels)
        weights[kind] = {"bias": round(float(model.intercept_[0]), 4)}
        weights[kind] |= {name: round(float(w), 4) for name, w in zip(names, model.coef_[0], strict=True)}
        base = labels.mean()
        figures[f"{kind}_log_loss"] = round(float(np.mean(losses)), 4)
        figures[f"{kind}_base_log_loss"] = round(
            float(-(base * np.log(base) + (1 - base) * np.log(1 - base))), 4
        )
    return {"weights": weights, "figures": figures}


def write(weights: dict[str, dict[str, float]]) -> None:
    CALIBRATION.write_text(json.dumps(weights, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
