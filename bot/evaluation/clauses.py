"""How well questions find the article that answers them, and how often something is quoted that does not.

One half of the questions fits the weights and the threshold, the other is only measured on. Which half a question is
in hangs on its text alone, so that adding one moves no other. A third lot was written when all was settled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.nlu.clauses import WEIGHTS, ClauseIndex
from bot.nlu.plain import plain_text
from bot.services.policies.view import ClauseKey, short_title
from bot.settings import ROOT

FOLDER = ROOT / "tests" / "nlu" / "questions" / "clauses"
MOST_WRONG = 0.015  # of all questions, when the threshold is chosen: half of what is promised
FRESH = FOLDER / "fresh"
LEAST = 0.75  # less is no certainty, whatever the fit says of so few questions
_STRENGTH = 3.0  # inverse regularisation

Result = Literal["right", "wrong", "offered", "otherwise", "silent"]


@dataclass(frozen=True)
class Reply:
    """`quoted`: the article said, as 居民身份证法 第十条; `offered`: those among the choices; `otherwise`: the FAQ or an
    item answered."""

    quoted: str | None = None
    offered: frozenset[str] = frozenset()
    otherwise: bool = False


@dataclass(frozen=True)
class ClauseQuestion:
    """`any`: the articles that answer, as 居民身份证法 第十条; none where nothing may be quoted."""

    text: str
    any: tuple[str, ...] = ()

    @property
    def held_out(self) -> bool:
        return sha256(self.text.encode()).digest()[0] % 2 == 1


def read_clause_questions(folder: Path = FOLDER) -> list[ClauseQuestion]:
    return [
        ClauseQuestion(row["text"], tuple(row.get("any") or ()))
        for path in sorted(folder.glob("*.yml"))
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def known_articles(index: ClauseIndex) -> set[str]:
    return {name_of(key) for key in index.keys}


def name_of(key: ClauseKey) -> str:
    return f"{short_title(key.title)} {key.no}"


def by_look_up(index: ClauseIndex) -> Callable[[str], Reply]:
    """text → what would be quoted, when nothing else answers."""

    def reply(text: str) -> Reply:
        clause = index.best(plain_text(text))
        return Reply(name_of(clause.key)) if clause and clause.is_sure else Reply()

    return reply


def by_parse(parse: Callable[[str], Mapping[str, Any]]) -> Callable[[str], Reply]:
    """text → what the whole assistant makes of it; `parse`: text → Rasa's parse data."""

    def reply(text: str) -> Reply:
        understanding = parse(text).get("understanding") or {}
        answer = understanding.get("answer") or {}
        offered = {
            name_of(ClauseKey.of(choice["key"]))
            for choice in understanding.get("choices") or []
            if choice["kind"] == "clause"
        }
        if answer.get("kind") == "clause":
            return Reply(name_of(ClauseKey.of(answer["key"])))
        return Reply(None, frozenset(offered), bool(answer))

    return reply


def judge(question: ClauseQuestion, reply: Reply) -> Result:
    if reply.quoted is not None:
        return "right" if reply.quoted in question.any else "wrong"
    if reply.offered & set(question.any):
        return "offered"
    return "otherwise" if reply.otherwise else "silent"


def table(judged: Sequence[tuple[ClauseQuestion, Result]]) -> dict[str, float | int]:
    """`right`, `offered`, `otherwise` and `silent` are shares of the questions that an article answers; `wrong` of all:
    another article, or one where nothing may be quoted; `disturbed`: of those where nothing may be."""
    answerable = [result for question, result in judged if question.any]
    others = [result for question, result in judged if not question.any]
    wrong = sum(result == "wrong" for _, result in judged)
    shares = {
        name: _share(answerable.count(name), len(answerable))
        for name in ("right", "offered", "otherwise", "silent")
    }
    return {
        "n": len(judged),
        "answerable": len(answerable),
        **shares,
        "wrong": _share(wrong, len(judged)),
        "disturbed": _share(others.count("wrong"), len(others)),
        "right_of_quoted": _share(answerable.count("right"), answerable.count("right") + wrong),
    }


def fit(questions: Sequence[ClauseQuestion], index: ClauseIndex) -> dict[str, Any]:
    """Weights from the half that is not held out; the threshold from its own cross-validation, for a model knows what
    it was fitted on."""
    rows, labels, groups = [], [], []
    mine = [question for question in questions if not question.held_out]
    for number, question in enumerate(mine):
        for each in index.observe(plain_text(question.text)):
            rows.append(each.features)
            labels.append(name_of(each.key) in question.any)
            groups.append(number)
    names = list(rows[0])
    values, answers, of = (
        np.array([[row[n] for n in names] for row in rows]),
        np.array(labels),
        np.array(groups),
    )
    guessed = np.zeros(len(answers))
    for train, test in GroupKFold(10).split(values, answers, of):
        guessed[test] = _model(values[train], answers[train]).predict_proba(values[test])[:, 1]
    model = _model(values, answers)
    weights = {"bias": round(float(model.intercept_[0]), 4)}
    weights |= {name: round(float(w), 4) for name, w in zip(names, model.coef_[0], strict=True)}
    return {"weights": weights, "quote_at": round(max(LEAST, _threshold(guessed, answers, of, len(mine))), 3)}


def write(fitted: dict[str, Any]) -> None:
    WEIGHTS.write_text(json.dumps(fitted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _model(values: Any, answers: Any) -> LogisticRegression:
    return LogisticRegression(C=_STRENGTH, max_iter=5000).fit(values, answers)


def _threshold(guessed: Any, answers: Any, of: Any, questions: int) -> float:
    """The lowest at which no more than `MOST_WRONG` of the questions get a wrong article."""
    best = [np.flatnonzero(of == number)[np.argmax(guessed[of == number])] for number in np.unique(of)]
    wrong, chosen = 0, 1.0
    for at in sorted(best, key=lambda at: -guessed[at]):
        wrong += not answers[at]
        if wrong > MOST_WRONG * questions:
            return chosen
        chosen = float(guessed[at])
    return chosen


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
