"""Several things asked in one message: 上户口要啥，医保咋交，生育津贴怎么领. Pure, no Rasa.

Each part is read by itself; what asks something and is sure is answered or offered, the field asked for alone belongs to
the item named before it. One sure part among others that only tell a story changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.nlu.decide import ANSWER_AT, ANSWERING, ASK_ITEM, CLARIFY, FAQ, LOST, Decision, decide
from bot.nlu.knowledge import Knowledge
from bot.nlu.quoting import ASK_CLAUSE
from bot.nlu.reading import Candidate, Ranking, Reading, read
from bot.nlu.wishes import asks

_BETWEEN = re.compile(r"[,。;?!\n]+")
_LEAST, _FEWEST, _MOST = 2, 2, 6  # characters of a part; parts
_OFFERED = 3


def several(
    decision: Decision, reading: Reading, ranking: Ranking, knowledge: Knowledge
) -> tuple[Decision, Reading, tuple[Candidate, ...]]:
    """The decision, its reading, and what else was asked."""
    parts = [part for part in _BETWEEN.split(reading.folded) if len(part) >= _LEAST]
    if decision.intent not in ANSWERING | {CLARIFY, LOST, ASK_CLAUSE} or not _FEWEST <= len(parts) <= _MOST:
        return decision, reading, ()
    found = _asked(parts, [row for row in ranking if row[0] in ANSWERING], knowledge)
    if decision.intent in ANSWERING and decision.answer is not None:
        others = [each for each in found if each.key != decision.answer.key]
        if len(others) in (0, len(found)):  # all of it is about one thing, or it says more than its parts
            return decision, reading, tuple(others[:_OFFERED])
    elif len(found) < _FEWEST and not (found and len(found[0].aspects) >= _FEWEST):
        return decision, reading, ()
    first, *rest = found
    answered = Decision(ASK_ITEM if first.kind == "item" else FAQ, first.score, answer=first)
    return answered, replace(reading, aspects=first.aspects), tuple(rest[:_OFFERED])


def _asked(parts: Sequence[str], ranking: Ranking, knowledge: Knowledge) -> list[Candidate]:
    """One an item or entry, in the order asked; an item with every field asked of it."""
    found: dict[str, Candidate] = {}
    item: str | None = None
    for part in parts:
        reading = read(part, knowledge, ranking)
        decision = decide(reading, ranking, item)
        answer = decision.answer
        if answer is not None and answer.kind == "item" and decision.confidence >= ANSWER_AT:
            item = answer.key
        elif answer is None and decision.intent == ASK_ITEM and item is not None:
            answer = Candidate("item", item, knowledge.items[item].name, ANSWER_AT, reading.aspects)
            decision = replace(decision, confidence=ANSWER_AT)
        if answer is None or decision.confidence < ANSWER_AT or not (reading.aspects or asks(part)):
            continue
        before = found.get(answer.key)
        aspects = (*before.aspects, *answer.aspects) if before else answer.aspects
        found[answer.key] = replace(answer, aspects=tuple(dict.fromkeys(aspects)))
    return list(found.values())
