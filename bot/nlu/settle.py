"""From what was heard to one decision, over any knowledge: the same for a citizen and for staff who try. Pure, no Rasa."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bot.nlu.decide import LOST, Decision, better, decide, unsure
from bot.nlu.knowledge import Knowledge
from bot.nlu.quoting import cited, is_unanswered, quoted
from bot.nlu.reading import Ranking, Reading, read


@dataclass(frozen=True)
class Heard:
    """A message before anything is looked up. `corrected`: the same with its misspellings put right, if it has any."""

    folded: str
    ranking: Ranking = ()
    corrected: str = ""
    corrected_ranking: Ranking = ()
    is_command: bool = False  # typed as one (bot/services/text.py): neither carried out nor guessed at


class Settled(NamedTuple):
    decision: Decision
    reading: Reading
    ranking: Ranking


def settle(heard: Heard, knowledge: Knowledge, context: str | None = None) -> Settled:
    """`context`: the item the conversation is about."""
    ranking = heard.ranking
    reading = read(heard.folded, knowledge, ranking)
    if heard.is_command:
        return Settled(Decision(LOST, 1.0), reading, ranking)
    decision = decide(reading, ranking, context)
    if heard.corrected and unsure(decision):
        second_reading = read(heard.corrected, knowledge, heard.corrected_ranking)
        second = decide(second_reading, heard.corrected_ranking, context)
        if better(second, decision):
            decision, reading, ranking = second, second_reading, heard.corrected_ranking
    return Settled(_from_the_law(decision, heard.folded, knowledge, ranking), reading, ranking)


def _from_the_law(decision: Decision, folded: str, knowledge: Knowledge, ranking: Ranking) -> Decision:
    """An article asked for by name, or one that answers where nothing else does."""
    key = knowledge.citations.find(folded)
    if key is not None:
        return cited(decision, key)
    if not is_unanswered(decision):
        return decision
    return quoted(decision, knowledge.clauses.best(folded), ranking)
