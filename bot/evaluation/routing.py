"""How often the router finds the right department, on messages it has not seen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.services.routing.train import train


@dataclass(frozen=True)
class RoutingFigures:
    """Shares of `n`; `sure_share` of the messages had a proposal of at least 0.9, `sure_accuracy` of those was right."""

    n: int
    accuracy: float
    macro_f1: float
    top2: float
    sure_share: float
    sure_accuracy: float


def read_rows(path: Path) -> list[tuple[str, str]]:
    """(text, label) of each line. Raises ValueError with the line that cannot be read, and OSError."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append((str(row["text"]), str(row["label"])))
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name} 第{number}行应当是含 text 和 label 的 JSON 对象") from error
    if not rows:
        raise ValueError(f"{path.name} 没有内容")
    return rows


def measure_routing(
    learnt: Sequence[tuple[str, str]], asked: Sequence[tuple[str, str]], sure: float = 0.9
) -> RoutingFigures:
    """Raises TooFewExamples."""
    router = train([text for text, _ in learnt], [label for _, label in learnt])
    proposed = [router.propose(text) for text, _ in asked]
    expected = [label for _, label in asked]
    first = [each[0].label if each else "" for each in proposed]
    certain = [i for i, each in enumerate(proposed) if each and each[0].probability >= sure]
    right = [found == label for found, label in zip(first, expected, strict=True)]
    return RoutingFigures(
        n=len(asked),
        accuracy=sum(right) / len(asked),
        macro_f1=_macro_f1(first, expected),
        top2=sum(label in [p.label for p in each[:2]] for each, label in zip(proposed, expected, strict=True))
        / len(asked),
        sure_share=len(certain) / len(asked),
        sure_accuracy=sum(right[i] for i in certain) / max(len(certain), 1),
    )


def _macro_f1(found: Sequence[str], expected: Sequence[str]) -> float:
    """The mean over the labels of the harmonic mean of precision and recall."""
    said, meant = Counter(found), Counter(expected)
    both = Counter(label for label, other in zip(found, expected, strict=True) if label == other)
    return sum(2 * both[label] / (said[label] + meant[label]) for label in meant) / len(meant)
