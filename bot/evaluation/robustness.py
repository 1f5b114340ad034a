"""What a disturbance costs: the share of questions that lead to the right place, as written and as disturbed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bot.evaluation.disturb import DISTURBANCES, Disturb
from bot.evaluation.questions import Question
from bot.evaluation.understanding import Parsed, judge

SEED = 20260101


@dataclass(frozen=True)
class Cost:
    """Over the `n` questions that the disturbance changed: shares that end right or with the right button, and that
    end with a wrong answer, before and after."""

    name: str
    title: str
    n: int
    before: float
    after: float
    wrong_before: float
    wrong_after: float
    broken: tuple[tuple[str, str], ...]  # (as written, as disturbed): right before, not after

    @property
    def points(self) -> float:
        return round(100 * (self.before - self.after), 1)


def measure(
    questions: Sequence[Question],
    parse: Callable[[str], Parsed],
    faq_items: Mapping[str, str | None],
    seed: int = SEED,
) -> Iterator[Cost]:
    """A cost each disturbance, over questions that something of ours answers, and emergencies."""
    asked = [q for q in questions if not q.not_emergency and q.intent != "out_of_scope"]
    before = {q: judge(q, parse(q.text), faq_items).result for q in asked}
    for name, (title, disturb) in DISTURBANCES.items():
        yield _cost(name, title, disturb, before, parse, faq_items, Random(seed))


def _cost(
    name: str,
    title: str,
    disturb: Disturb,
    before: Mapping[Question, str],
    parse: Callable[[str], Parsed],
    faq_items: Mapping[str, str | None],
    random: Random,
) -> Cost:
    found = []
    for question, was in before.items():
        text = disturb(question.text, random)
        if text != question.text:
            found.append((question, text, was, judge(question, parse(text), faq_items).result))
    n = max(len(found), 1)

    def share(results: Sequence[str], *wanted: str) -> float:
        return round(sum(result in wanted for result in results) / n, 4)

    earlier, later = [row[2] for row in found], [row[3] for row in found]
    good = ("right", "offered")
    return Cost(
        name,
        title,
        len(found),
        share(earlier, *good),
        share(later, *good),
        share(earlier, "wrong"),
        share(later, "wrong"),
        tuple((q.text, text) for q, text, old, new in found if old in good and new not in good),
    )
