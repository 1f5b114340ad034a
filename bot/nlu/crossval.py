"""How well the intents are told apart: the classifier trained on four fifths of the examples, asked about the last fifth, five times."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.nlu.classifier import NgramClassifier
from bot.nlu.intents import mask_items
from bot.nlu.matcher import NameMatcher
from bot.nlu.names import shipped_names
from bot.nlu.plain import plain_text

FOLDS = 5
_LISTED = 400  # wrong answers that the report keeps

Examples = Mapping[str, Sequence[str]]


def digest_of(examples: Examples, base: str) -> str:
    """Of what is measured and what measures it."""
    body = json.dumps({name: list(texts) for name, texts in sorted(examples.items())}, ensure_ascii=False)
    return hashlib.sha256(f"{base}{body}".encode()).hexdigest()


def cross_validate(
    examples: Examples, tell: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Any]:
    """Plain values: `accuracy`, `macro_f1`, `intents` (name → n, precision, recall, f1; None where nothing can be said),
    `confusions` ([wanted, got, times], the most frequent first), `wrong` ([text, wanted, got])."""
    matcher = NameMatcher(("", plain_text(name)) for name in shipped_names())
    rows: list[tuple[str, str, str, int]] = []  # text, as it is trained, intent, fold
    for intent, texts in sorted(examples.items()):
        order = list(range(len(texts)))
        random.Random(intent).shuffle(order)  # neighbours are much alike; the same folds every time
        folds = {place: n % FOLDS for n, place in enumerate(order)}
        rows += [
            (text, mask_items(plain_text(text), matcher), intent, folds[n]) for n, text in enumerate(texts)
        ]
    wanted_got: Counter[tuple[str, str]] = Counter()
    wrong: list[list[str]] = []
    for fold in range(FOLDS):
        tell(fold, FOLDS)
        learnt = [row for row in rows if row[3] != fold]
        model = NgramClassifier.fit([row[1] for row in learnt], [row[2] for row in learnt])
        for text, folded, intent, its_fold in rows:
            if its_fold != fold:
                continue
            got = model.predict(folded)[0][0]
            wanted_got[intent, got] += 1
            if got != intent and len(wrong) < _LISTED:
                wrong.append([text, intent, got])
    tell(FOLDS, FOLDS)
    return _figures(wanted_got, wrong)


def _figures(wanted_got: Counter[tuple[str, str]], wrong: list[list[str]]) -> dict[str, Any]:
    asked: dict[str, int] = defaultdict(int)
    answered: dict[str, int] = defaultdict(int)
    for (wanted, got), times in wanted_got.items():
        asked[wanted] += times
        answered[got] += times
    intents: dict[str, dict[str, Any]] = {}
    for name in sorted(asked):
        right = wanted_got[name, name]
        precision = right / answered[name] if answered[name] else None
        recall = right / asked[name]
        f1 = 2 * right / (asked[name] + answered[name])
        intents[name] = {"n": asked[name], "precision": precision, "recall": recall, "f1": f1}
    confusions = [[wanted, got, times] for (wanted, got), times in wanted_got.most_common() if wanted != got][
        :100
    ]
    total = sum(asked.values())
    return {
        "n": total,
        "accuracy": sum(wanted_got[name, name] for name in asked) / total if total else 0.0,
        "macro_f1": sum(each["f1"] for each in intents.values()) / len(intents) if intents else 0.0,
        "intents": intents,
        "confusions": confusions,
        "wrong": wrong,
    }
