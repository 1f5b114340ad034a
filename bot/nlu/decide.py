"""One decision a message: what the citizen wants, from the classifier's ranking and the readings. Pure, no Rasa.

Sure → answer. Two or three close → ask with buttons. Low → say so. Emergencies go before everything.
Thresholds were chosen on held-out questions (``tests/nlu/questions``) and are reported in ``docs/quality.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.reading import EXACT, Candidate, Reading

ASK_ITEM, FAQ, CLARIFY, LOST, OUT_OF_SCOPE = "ask_item", "faq", "clarify", "nlu_fallback", "out_of_scope"
EMERGENCIES = frozenset(
    {"emergency_fire", "emergency_medical", "emergency_crime", "emergency_traffic", "self_harm"}
)
# What a citizen wants done; an item may be named with it.
DOING = frozenset(
    {"start_application", "check_progress", "complaint", "book_appointment", "rate_service", "resume_draft"}
)
ANSWERING = frozenset({ASK_ITEM, FAQ})

ANSWER_AT = 0.50
SURE_AT = 0.80  # from here on a close rival is not asked about
CLOSE = 0.06
SUGGEST_AT = 0.34
MAX_CHOICES = 3


@dataclass(frozen=True)
class Decision:
    intent: str
    confidence: float
    answer: Candidate | None = None
    choices: tuple[Candidate, ...] = ()


def decide(reading: Reading, ranking: Sequence[tuple[str, float]]) -> Decision:
    """`ranking`: (intent, probability) of the classifier, most probable first; may be empty."""
    label, probability = ranking[0] if ranking else (LOST, 0.0)
    best = reading.best
    score = best.score if best else 0.0

    if label in EMERGENCIES and probability >= 0.5 and score < SURE_AT:
        return Decision(label, probability)
    if label in DOING and probability >= 0.5 and not _is_written_question(best):
        return Decision(label, probability, answer=_named_item(reading))
    if not reading.content and reading.aspects and label in ANSWERING | {OUT_OF_SCOPE}:
        return Decision(ASK_ITEM, max(probability, ANSWER_AT))  # 要带什么材料: the item is in the context
    if label == CLARIFY and probability >= 0.5 and score < SURE_AT:  # 办证: too general, whatever it resembles
        return Decision(CLARIFY, probability, choices=tuple(c for c in reading.candidates if c.kind == "item")[:MAX_CHOICES])
    if label not in ANSWERING and probability >= 0.5 and score < (0.62 if label == OUT_OF_SCOPE else 0.72):
        return Decision(label, probability)
    if best is None or score < SUGGEST_AT:
        return Decision(LOST, 1.0 - score)
    rivals = _rivals(reading.candidates, best)
    if score < ANSWER_AT or (rivals and score < SURE_AT):
        near = rivals or [c for c in reading.candidates[1:] if c.score >= SUGGEST_AT and c.key != best.key]
        return Decision(CLARIFY, score, choices=(best, *near)[:MAX_CHOICES])
    return Decision(ASK_ITEM if best.kind == "item" else FAQ, min(score, 1.0), answer=best)


def _is_written_question(best: Candidate | None) -> bool:
    return best is not None and best.kind == "faq" and best.score >= EXACT


def _named_item(reading: Reading) -> Candidate | None:
    return next((c for c in reading.candidates if c.kind == "item" and c.score >= 0.34), None)


def _rivals(candidates: Sequence[Candidate], best: Candidate) -> list[Candidate]:
    return [c for c in candidates[1:] if c.score >= best.score - CLOSE and c.key != best.key]
