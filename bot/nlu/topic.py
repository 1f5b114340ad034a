"""What was answered last, and a few words that go on about it: 要多少钱 after a 一件事, 要交税吗 after an answer that says so.

Pure, no Rasa.
"""

from __future__ import annotations

from dataclasses import replace

from bot.nlu.decide import ASK_BUNDLE, ASK_ITEM, CERTAIN, CLARIFY, FAQ, LOST, MAX_CHOICES, Decision
from bot.nlu.followed import LITTLE, LONGEST
from bot.nlu.knowledge import Knowledge
from bot.nlu.plain import plain_text
from bot.nlu.reading import Candidate, Reading
from bot.services.faq import topic as topics
from bot.services.faq.view import FaqView

_LEAST = 2  # characters that say what is asked


def about_topic(decision: Decision, reading: Reading, knowledge: Knowledge, topic: str) -> Decision:
    """The decision, or the topic's own answer where the text alone names nothing else. `topic`: services/faq/topic.py."""
    if reading.named or reading.bundle or len(reading.folded) > LONGEST:
        return decision
    if topic.startswith(topics.BUNDLE):
        unnamed = decision.intent == ASK_ITEM and decision.answer is None
        code = topic.removeprefix(topics.BUNDLE)
        answer = Candidate("bundle", code, code, 1.0, reading.aspects)
        return Decision(ASK_BUNDLE, decision.confidence, answer=answer) if unnamed else decision
    view = knowledge.faqs.get(topic.removeprefix(topics.FAQ)) if topic.startswith(topics.FAQ) else None
    if view is None or not _is_open(decision, reading):
        return decision
    same = Candidate("faq", view.name, view.question, CERTAIN)
    if _asks_it_again(view, reading.content):
        return Decision(FAQ, CERTAIN, answer=same)
    if decision.intent == CLARIFY and decision.choices and len(reading.folded) <= LITTLE:  # 能领多少
        others = [each for each in decision.choices if each.key != same.key]
        return replace(decision, choices=(same, *others[: MAX_CHOICES - 1]))
    return decision


def _is_open(decision: Decision, reading: Reading) -> bool:
    if decision.intent in (LOST, CLARIFY):
        return True
    return decision.intent == FAQ and decision.confidence < CERTAIN and len(reading.folded) <= LITTLE


def _asks_it_again(view: FaqView, content: str) -> bool:
    """Whether the questions of the entry say all that is asked."""
    pairs = {content[at : at + _LEAST] for at in range(len(content) - 1)}
    said = [plain_text(text) for text in (view.question, *view.similar)]
    return bool(pairs) and all(any(pair in text for text in said) for pair in pairs)
