"""A few words after an answer are about what was answered: 利息呢, 要交税吗, 我是租房. Pure, no Rasa.

They are read once more behind the name of the item the conversation is about; what belongs to that item is meant before
anything else that they resemble. Whoever names another item has turned to it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.nlu.decide import (
    ANSWER_AT,
    ANSWERING,
    ASK_ITEM,
    CERTAIN,
    CLARIFY,
    FAQ,
    LOST,
    MAX_CHOICES,
    Decision,
)
from bot.nlu.knowledge import Knowledge
from bot.nlu.plain import plain_text
from bot.nlu.reading import Candidate, Ranking, Reading, read

LONGEST = 12  # characters: more stand for themselves
LITTLE = 6  # characters that may as well be about anything
LIKELY = 0.15  # to be offered before what the text alone resembles
ALONE = 0.5  # to be the answer where nothing else is likely
_OPEN = ANSWERING | {LOST, CLARIFY}


def followed(
    decision: Decision, reading: Reading, ranking: Ranking, knowledge: Knowledge, context: str
) -> Decision:
    """The decision, with what belongs to the item `context` put first where the text alone leaves it open."""
    item = knowledge.items.get(context)
    if item is None or not _leans_on(decision, reading, context, knowledge):
        return decision
    name = plain_text(min((item.name, *item.aliases), key=len))
    again = read(name + reading.folded, knowledge, ranking)
    of_it = [each for each in again.candidates if _belongs(each, context, knowledge)]
    best = of_it[0] if of_it else None
    if best is not None and best.score >= ANSWER_AT:
        return replace(decision, intent=FAQ, confidence=best.score, answer=best, choices=())
    alone = decision.answer
    if decision.intent in ANSWERING and (alone is None or len(reading.folded) > LITTLE):
        return decision  # 怎么申请: answered from the item's own field; or words that say what they are about
    likely = [each for each in of_it if each.score >= LIKELY]
    if not likely:
        return decision
    if len(likely) == 1 and likely[0].score >= ALONE and alone is None:
        return replace(decision, intent=FAQ, confidence=likely[0].score, answer=likely[0], choices=())
    said = (alone,) if alone is not None else decision.choices  # 税多少, after 二手房过户: whose tax?
    others = [each for each in said if each.key not in {one.key for one in likely}]
    return Decision(CLARIFY, likely[0].score, choices=tuple([*likely, *others][:MAX_CHOICES]))


def _leans_on(decision: Decision, reading: Reading, context: str, knowledge: Knowledge) -> bool:
    if decision.intent not in _OPEN or not 0 < len(reading.folded) <= LONGEST:
        return False
    if reading.named - {context} or reading.bundle:
        return False
    answer = decision.answer
    if answer is None:
        return not (decision.intent == ASK_ITEM and len(reading.content) <= 1)  # 多少钱: a field of the item
    return answer.kind == FAQ and answer.score < CERTAIN and not _belongs(answer, context, knowledge)


def _belongs(candidate: Candidate, context: str, knowledge: Knowledge) -> bool:
    return candidate.kind == FAQ and knowledge.faqs[candidate.key].item == context
