"""From what was heard to one decision, over any knowledge: the same for a citizen and for staff who try. Pure, no Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.nlu.decide import EMERGENCIES, LOST, Decision, better, decide, either, unsure
from bot.nlu.emergencies import emergency_lexicon
from bot.nlu.followed import followed
from bot.nlu.knowledge import Knowledge
from bot.nlu.quoting import cited, is_unanswered, quoted
from bot.nlu.reading import Ranking, Reading, read
from bot.nlu.topic import about_topic

_MOSTLY = 0.8  # of what is asked about is the name of an item


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


def settle(heard: Heard, knowledge: Knowledge, context: str | None = None, topic: str = "") -> Settled:
    """`context`: the item the conversation is about; `topic`: what was answered last (services/faq/topic.py)."""
    ranking = heard.ranking
    reading = read(heard.folded, knowledge, ranking)
    if heard.is_command:
        return Settled(Decision(LOST, 1.0), reading, ranking)
    decision = decide(reading, ranking, context)
    if heard.corrected and unsure(decision):
        second_reading = read(heard.corrected, knowledge, heard.corrected_ranking)
        second = decide(second_reading, heard.corrected_ranking, context)
        # A correction may take away the very word that shows a question: 抢劫罪判几年 → 抢劫罪到几年.
        false_alarm = second.intent in EMERGENCIES and emergency_lexicon().is_calm(heard.folded)
        both = either(decision, second)
        if better(second, decision) and not false_alarm:
            decision, reading, ranking = second, second_reading, heard.corrected_ranking
        decision = both or decision
    if context is not None:
        decision = followed(decision, reading, ranking, knowledge, context)
    decision = about_topic(decision, reading, knowledge, topic)
    written = [text for text in (heard.folded, heard.corrected) if text]
    return Settled(_from_the_law(decision, reading, written, knowledge, ranking), reading, ranking)


def _from_the_law(
    decision: Decision, reading: Reading, written: Sequence[str], knowledge: Knowledge, ranking: Ranking
) -> Decision:
    """An article asked for by name, or one that answers where nothing else does. `written`: the question, and with
    its spelling put right."""
    key = next(filter(None, map(knowledge.citations.find, written)), None)
    if key is not None:
        return cited(decision, key)
    if not is_unanswered(decision):
        return decision
    found = [clause for text in written if (clause := knowledge.clauses.best(text))]
    likeliest = max(found, key=lambda clause: clause.score, default=None)
    return quoted(decision, likeliest, ranking, names_item=_names_an_item(reading, knowledge))


def _names_an_item(reading: Reading, knowledge: Knowledge) -> bool:
    """Whether (nearly) all that is asked about is the name of an item: 租房能提公积金吗."""
    longest = max((len(mention.name) for mention in knowledge.matcher.find(reading.folded)), default=0)
    return longest >= _MOSTLY * max(len(reading.content), 1)
