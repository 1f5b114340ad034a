"""A folded text as standard Chinese would have it: gjj提取 → 公积金提取, 护照lost了啷个办 → 护照丢了怎么办.

Tables: ``data/lexicon/latin.txt`` and ``dialect.txt``, with what staff have changed. Every text that is compared with another
goes through here; only entities, which need the places in the original, are read before.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import NamedTuple

from bot.nlu.normalise import fold_text
from bot.services.lexicon.groups import read, shipped_lines
from bot.services.lexicon.tables import DIALECT as DIALECT_TABLE
from bot.services.lexicon.tables import LATIN as LATIN_TABLE

LATIN, DIALECT = LATIN_TABLE.path, DIALECT_TABLE.path
# A number with letters in it, of a case or an enterprise, is no English: g01d1201whatv. It is matched to be left alone.
_LETTERS = re.compile(r"(?<![a-z0-9])(?=[a-z]*\d)[a-z0-9]{9,}|[a-z]{2,}")
_ALONE = 4  # a shorter run of letters is found only where nothing else stands beside it
# 护照护照护照: three times is a stammer, twice may be 商量商量.
_AGAIN = re.compile(r"([\u4e00-\u9fff]{2,6}?)\1{2,}")
_TONES = re.compile(r"([啊呀哦呢吧嘛啦哈噢哇呐喔])\1+")
# 办完了来评个价啊: says nothing more; 呢 does (那居住证呢), and 好呀 is short.
_SIGH = re.compile(r"(?<=[^啊呀哦噢哇喔]{4})[啊呀哦噢哇喔]+(?=[?!.,~ ]*$)")


class Lines(NamedTuple):
    """The two tables as their files hold them."""

    latin: tuple[str, ...]
    dialect: tuple[str, ...]


class Plain:
    """Both tables, ready to be read with."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._words = {way: word for word, ways in _rows(lines.latin) for way in ways}
        self._inside = _any_of(way for way in self._words if len(way) >= _ALONE)
        self._standard: dict[str, str] = {}
        for word, ways in _rows(lines.dialect):
            self._standard[word] = word  # 能不能 is not 能不 and 能
            self._standard.update((way, word) for way in ways)
        self._dialect = _any_of(self._standard)
        self.plain: Callable[[str], str] = lru_cache(maxsize=8192)(self._plain)

    def _plain(self, folded: str) -> str:
        if not folded:
            return folded
        text = _LETTERS.sub(self._written_out, folded) if _LETTERS.search(folded) else folded
        text = _SIGH.sub("", _AGAIN.sub(r"\1", _TONES.sub(r"\1", text)))
        return self._dialect.sub(lambda found: self._standard[found.group()], text)

    def _written_out(self, run: re.Match[str]) -> str:
        whole = run.group()
        if not whole.isalpha():
            return whole
        if whole in self._words:
            return self._words[whole]
        return self._inside.sub(lambda found: self._words[found.group()], whole)


@lru_cache(maxsize=1)
def shipped() -> Plain:
    return Plain(Lines(shipped_lines(LATIN_TABLE), shipped_lines(DIALECT_TABLE)))


_in_use: list[Plain] = []  # none: the shipped ones
_trying: ContextVar[Plain | None] = ContextVar("plain", default=None)


def tables() -> Plain:
    """Those in use."""
    return _trying.get() or (_in_use[0] if _in_use else shipped())


def use_tables(found: Plain | None) -> None:
    """From now on everything is read with these; None: with the shipped ones."""
    _in_use[:] = [found] if found is not None else []


@contextmanager
def trying_tables(found: Plain) -> Iterator[None]:
    """What is read within is read with these, for nobody else."""
    token = _trying.set(found)
    try:
        yield
    finally:
        _trying.reset(token)


def plain(folded: str) -> str:
    """Idempotent; the same for a question and for what it is compared with."""
    return tables().plain(folded)


def plain_text(original: str) -> str:
    """What a citizen or an editor wrote, ready to be compared."""
    return plain(fold_text(original))


def plain_fingerprint() -> str:
    """Changes when a file does; what is trained on plain texts is trained anew then."""
    return hashlib.sha256(LATIN.read_bytes() + DIALECT.read_bytes()).hexdigest()


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """The longest first; nothing at all where there are none."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)")


def _rows(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    groups = read(lines).values()
    return [(fold_text(group.official), [fold_text(word) for word in group.words]) for group in groups]
