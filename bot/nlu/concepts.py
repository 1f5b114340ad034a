"""What words mean, whatever they are: 驾照, 驾本 and 机动车驾驶证 are one concept, from ``data/lexicon/synonyms.txt``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from bot.nlu.plain import plain_text
from bot.settings import ROOT

SYNONYMS = ROOT / "data" / "lexicon" / "synonyms.txt"
MARK = "##"  # before a concept's number; no pair of characters of a text looks so
_LOOSE = 0.5  # a group whose words only resemble each other
_ANYWHERE = 0.8  # a group of words that any service may hold
_COMMON = "##!"
# What the characters of a word still say once its concept is known, and of a word that any service may hold.
KNOWN, COMMON = 0.8, 0.6


class Concepts:
    def __init__(self, lines: Iterable[str]) -> None:
        """A group of words a line, the official one first; ``>`` before it: a loose one; ``#``: a comment;
        ``##!``: from here on, words that any service may hold (办理, 变更, 多少钱)."""
        found: dict[str, dict[str, float]] = defaultdict(dict)
        self._shade: dict[str, float] = {}
        self.lines = tuple(lines)
        shade = KNOWN
        for number, line in enumerate(self.lines):
            if line.startswith(_COMMON):
                shade = COMMON
            if line.strip() and not line.startswith("#"):
                weight = _LOOSE if line.startswith(">") else 1.0
                if shade == COMMON:
                    weight *= _ANYWHERE
                for word in map(plain_text, line.lstrip("> ").split()):
                    found[word][f"{MARK}{number}"] = weight
                    self._shade[word] = shade
        found.pop("", None)
        self._of_word = {word: tuple(groups.items()) for word, groups in found.items()}
        # Which lengths a word can have that begins so: at most places none does.
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self._of_word:
            lengths[word[:2]].add(len(word))
        self._lengths = {begin: tuple(sorted(each)) for begin, each in lengths.items()}

    @property
    def words(self) -> Iterable[str]:
        return self._of_word.keys()

    def find(self, text: str) -> dict[str, float]:
        """Concept → weight of every word in a folded `text`, also of one inside another."""
        return self.read(text)[0]

    def read(self, text: str) -> tuple[dict[str, float], list[float]]:
        """The concepts of a folded `text` (see `find`), and how much each of its characters still says beside them."""
        found: dict[str, float] = {}
        shades = [1.0] * len(text)
        known_end = common_end = 0  # of the last word of either kind: the longest from the left counts
        for start, char in enumerate(text):
            for concept, weight in self._of_word.get(char, ()):  # a word of one character shades nothing
                if weight > found.get(concept, 0.0):
                    found[concept] = weight
            known = common = 0
            for length in self._lengths.get(text[start : start + 2], ()):
                word = text[start : start + length]
                groups = self._of_word.get(word)
                if groups is None or length == 1:
                    continue
                for concept, weight in groups:
                    if weight > found.get(concept, 0.0):
                        found[concept] = weight
                if self._shade[word] == COMMON:
                    common = len(word)
                else:
                    known = len(word)
            if known and start >= known_end:
                known_end = start + known
                for at in range(start, known_end):
                    shades[at] = min(shades[at], KNOWN)
            if common and start >= common_end:
                common_end = start + common
                shades[start:common_end] = [COMMON] * common
        return found, shades


@lru_cache(maxsize=1)
def shipped_concepts(path: Path = SYNONYMS) -> Concepts:
    return Concepts(path.read_text(encoding="utf-8").splitlines())


_in_use: list[Concepts] = []  # none: the shipped ones
_trying: ContextVar[Concepts | None] = ContextVar("concepts", default=None)


def concepts() -> Concepts:
    """Those in use. An index keeps the ones it was built with."""
    return _trying.get() or (_in_use[0] if _in_use else shipped_concepts())


def use_concepts(lines: Iterable[str] | None) -> None:
    """From now on new indexes are built with these; None: with the shipped ones."""
    _in_use[:] = [Concepts(lines)] if lines is not None else []


@contextmanager
def trying(lines: Iterable[str]) -> Iterator[None]:
    """What is built within is built with these, for nobody else."""
    token = _trying.set(Concepts(lines))
    try:
        yield
    finally:
        _trying.reset(token)
