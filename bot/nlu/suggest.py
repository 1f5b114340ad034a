"""What a citizen may be about to ask: names of items and published questions, found by the letters typed so far.

Letters of Chinese words, the first letters of their syllables (gjj), a mixture (公jj) or whole syllables (gongjijin).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.nlu.knowledge import Knowledge, knowledge_base
from bot.nlu.ngrams import syllable
from bot.nlu.normalise import fold_text
from bot.services.catalogue.record import CITY

MOST = 6
_MOST_ITEMS = 4  # where there are questions too
LONGEST = 24  # letters that are looked at; who types more is asking already


@dataclass(frozen=True)
class Suggestion:
    """`title` is what is asked when it is picked."""

    title: str
    kind: Literal["item", "question"]


@dataclass(frozen=True)
class _Name:
    suggestion: Suggestion
    text: str  # folded
    initials: str  # one letter a character of `text`
    sound: str  # its syllables in one


class Suggestions:
    """One version of what can be asked. Immutable; a look-up takes under a millisecond a thousand names."""

    def __init__(self, knowledge: Knowledge) -> None:
        names = [
            _name(Suggestion(item.name, "item"), name)
            for item in knowledge.items.values()
            if item.origin == CITY
            for name in (item.name, *item.aliases)
        ]
        names += [
            _name(Suggestion(faq.question, "question"), faq.question) for faq in knowledge.faqs.values()
        ]
        self._names = names
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, typed: str) -> tuple[Suggestion, ...] | None:
        """The nearest first; None where nothing readable is typed."""
        asked = fold_text(typed)[:LONGEST]
        if not asked:
            return None
        # 护照多: nothing is called that yet, so what 护照 finds still stands.
        for length in range(len(asked), min(len(asked), max(2, len(asked) // 2 + 1)) - 1, -1):
            found = self._nearest(asked[:length])
            if found:
                return found
        return ()

    def _nearest(self, asked: str) -> tuple[Suggestion, ...]:
        initials = "".join(_initial(char) for char in asked)
        best: dict[Suggestion, tuple[int, int]] = {}
        for name in self._names:
            rank = _rank(name, asked, initials)
            if rank is not None:
                place = (rank, len(name.text))
                best[name.suggestion] = min(place, best.get(name.suggestion, place))
        ranked = sorted(best, key=lambda each: (best[each][0], each.kind == "question", best[each][1]))
        items = [each for each in ranked if each.kind == "item"]
        questions = [each for each in ranked if each.kind == "question"]
        most = max(_MOST_ITEMS, MOST - len(questions))
        kept = {*items[:most], *questions[: MOST - min(len(items), most)]}
        return tuple(each for each in ranked if each in kept)


def _rank(name: _Name, asked: str, initials: str) -> int | None:
    """0 begins with it, 1 holds it, 2 and 3 the same by first letters, 4 by whole syllables; None: not at all."""
    at = name.text.find(asked)
    if at >= 0:
        return min(at, 1)
    if not asked.isascii() or len(asked) > 1:
        at = name.initials.find(initials)
        while at >= 0:
            # A Chinese character stands for itself; a letter for any character that begins with it.
            if all(char.isascii() or char == name.text[at + n] for n, char in enumerate(asked)):
                return 2 + min(at, 1)
            at = name.initials.find(initials, at + 1)
    if asked.isascii() and len(asked) > 2 and name.sound.startswith(asked):
        return 4
    return None


def _name(suggestion: Suggestion, name: str) -> _Name:
    text = fold_text(name)
    return _Name(
        suggestion, text, "".join(_initial(char) for char in text), "".join(syllable(char) for char in text)
    )


def _initial(char: str) -> str:
    return syllable(char)[:1] or char


_kept: tuple[Knowledge, Suggestions] | None = None


def suggestions() -> Suggestions:
    """Of what can be asked now."""
    global _kept
    knowledge = knowledge_base.current()
    if _kept is None or _kept[0] is not knowledge:
        _kept = (knowledge, Suggestions(knowledge))
    return _kept[1]
