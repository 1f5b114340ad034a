"""An article that a question names itself: 身份证法第十条, 居住证条例第12条怎么说."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.nlu.plain import plain_text
from bot.services.policies.numbers import ARTICLE_NO, no_of
from bot.services.policies.view import ClauseKey, short_title

_NUMBER = re.compile(ARTICLE_NO)
_MARKS = re.compile(r"[《》〈〉\"“”'‘’()（）\[\]【】]")
_KINDS = ("法典", "办法", "法", "条例", "规定", "细则", "规则", "规程", "标准")  # 办法 is no 法
_KIND = f"(?:{'|'.join(_KINDS)})"
_BEFORE = re.compile(rf"(?P<law>\w{{1,60}}?{_KIND})(?:里面|里|中|上|之)?的?(?:第\w{{1,6}}[编章节]的?)?$")
_SHORTEST = 3  # characters of a name that is not given in full
_NOT_AT_ALL = (0, 0, 0)
_SHORTEST_PART = 2  # of one that is the beginning of it: 民法 of 民法典


class Citations:
    """The names of the documents in force, and what people shorten them to."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._titles = [(plain_text(short_title(title)), title) for title in titles]

    def find(self, folded: str) -> ClauseKey | None:
        """The article that a folded question cites; it may be one that is not here.

        None without a number, without a name, and for a name that may be two documents.
        """
        text = _MARKS.sub("", folded)
        found = _NUMBER.search(text)
        number = no_of(found) if found else None
        if found is None or number is None:
            return None
        title = self._before(text[: found.start()]) or self._within(text)
        return ClauseKey(title, str(number)) if title else None

    def _before(self, text: str) -> str | None:
        """The law named right before the number."""
        named = _BEFORE.search(text)
        if named is None:
            return None
        said = named["law"]
        ranked = sorted(((_likeness(said, name), title) for name, title in self._titles), reverse=True)
        if not ranked or ranked[0][0] == _NOT_AT_ALL:
            return None
        tied = len(ranked) > 1 and ranked[1][0] == ranked[0][0]
        return None if tied else ranked[0][1]

    def _within(self, text: str) -> str | None:
        """The one law whose whole name stands anywhere."""
        found = [title for name, title in self._titles if name in text]
        longest = max(map(len, found), default=0)
        best = [title for title in found if len(title) == longest]
        return best[0] if len(best) == 1 else None


def _likeness(said: str, name: str) -> tuple[int, int, int]:
    """(1 for the whole name, how many characters of it, 1 where they stand together); zeros for none.

    `said` may begin with other words: 请问身份证法.
    """
    if said.endswith(name):
        return 1, len(name), 1
    return max((_part_of(said[start:], name) for start in range(len(said))), default=_NOT_AT_ALL)


def _part_of(part: str, name: str) -> tuple[int, int, int]:
    """How much `part` is a short form of `name`: its end, nearly all of its beginning, some characters in order."""
    begins = len(part) >= _SHORTEST_PART and name.startswith(part) and len(name) - len(part) <= 1
    if begins or (len(part) >= _SHORTEST and name.endswith(part)):
        return 0, len(part), 1
    if len(part) >= _SHORTEST and part[0] == name[0] and _kind(part) == _kind(name) and _in_order(part, name):
        return 0, len(part), 0
    return _NOT_AT_ALL


def _kind(name: str) -> str | None:
    return next((kind for kind in _KINDS if name.endswith(kind)), None)


def _in_order(part: str, name: str) -> bool:
    rest = iter(name)
    return all(char in rest for char in part)
