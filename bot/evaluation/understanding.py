"""How held-out questions are understood, by the trained model and the whole pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.evaluation.left_out import left_out
from bot.evaluation.questions import Question
from bot.nlu.decide import ASK_ITEM, CLARIFY, EMERGENCIES, FAQ, LOST, OUT_OF_SCOPE, decide
from bot.nlu.knowledge import Knowledge
from bot.nlu.plain import plain_text
from bot.nlu.quoting import ASK_CLAUSE
from bot.nlu.reading import Ranking, read

Result = Literal["right", "offered", "asked_back", "wrong"]
Parsed = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    kind: str  # faq, item, plain_faq, plain_item, small_talk, out_of_scope, emergency, not_emergency
    result: Result
    intent: str


def answered_in_scope(parsed: Parsed) -> bool:
    """Whether the assistant would answer from the catalogue, the FAQ or a law, sure of itself."""
    return parsed["intent"]["name"] in (ASK_ITEM, FAQ, ASK_CLAUSE)


def judge(question: Question, parsed: Parsed, faq_items: Mapping[str, str | None]) -> Verdict:
    """`right`: the right answer · `offered`: among the choices · `asked_back`: not understood, and said so · `wrong`.

    For an item question an FAQ entry of the same item is right too. `faq_items`: FAQ name → item code.
    """
    intent = parsed["intent"]["name"]
    understanding = parsed.get("understanding") or {}
    answer = understanding.get("answer") or {}
    key = answer.get("key")
    offered = {choice["key"] for choice in understanding.get("choices") or []}
    if question.faq or question.item:
        wanted = question.faq or question.item
        if key == wanted or (question.item and intent == FAQ and faq_items.get(str(key)) == wanted):
            return Verdict(question.kind, "right", intent)
        if wanted in offered:
            return Verdict(question.kind, "offered", intent)
        return Verdict(
            question.kind, "wrong" if key and intent in (ASK_ITEM, FAQ, ASK_CLAUSE) else "asked_back", intent
        )
    if question.not_emergency:
        return Verdict(question.kind, "wrong" if intent in EMERGENCIES else "right", intent)
    if question.intent == OUT_OF_SCOPE:
        return Verdict(question.kind, "wrong" if answered_in_scope(parsed) else "right", intent)
    if intent == question.intent or (question.kind == "emergency" and intent in EMERGENCIES):
        return Verdict(question.kind, "right", intent)
    return Verdict(question.kind, "asked_back" if intent in (LOST, CLARIFY) else "wrong", intent)


def everyday(knowledge: Knowledge, rank: Callable[[str], Ranking], turn: int) -> Iterator[Verdict]:
    """Verdicts on plain questions, each asked of a knowledge without its wording (evaluation/left_out.py)."""
    without, questions = left_out(knowledge, turn)
    faq_items = {name: faq.item for name, faq in knowledge.faqs.items()}
    for question in questions:
        ranking = rank(question.text)
        decision = decide(read(plain_text(question.text), without, ranking), ranking)
        understanding = {
            "answer": vars(decision.answer) if decision.answer else None,
            "choices": [vars(choice) for choice in decision.choices],
        }
        parsed = {"intent": {"name": decision.intent}, "understanding": understanding}
        verdict = judge(question, parsed, faq_items)
        yield replace(verdict, kind=f"plain_{verdict.kind}")


def table(verdicts: Iterable[Verdict]) -> dict[str, dict[str, float | int]]:
    """By kind: n and the share of each result."""
    counts: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        counts.setdefault(verdict.kind, Counter())[verdict.result] += 1
    shares: dict[str, dict[str, float | int]] = {}
    for kind, counter in counts.items():
        n = counter.total()
        shares[kind] = {"n": n} | {
            name: round(counter[name] / n, 3) for name in ("right", "offered", "asked_back", "wrong")
        }
    return shares
