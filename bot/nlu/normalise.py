"""Fold the many ways to write the same Chinese into one, and remember where each character came from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import opencc

_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufe00-\ufe0f\u20e3\ufeff]")
_UNSAID = frozenset({"So", "Sk", "Cc", "Cf", "Cs", "Co", "Cn"})  # emoji, modifiers, what nobody can read
_REPEATED_MARK = re.compile(r"([^\w\u4e00-\u9fff])\1+")


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=32768)
def _fold(char: str) -> str:
    """NFKC, traditional → simplified, lower case; a space, an emoji or a zero-width character folds to nothing."""
    folded = unicodedata.normalize("NFKC", char)
    if any("\u3400" <= c <= "\u9fff" for c in folded):
        folded = _converter().convert(folded).replace("著", "着")
    return "".join(c for c in _DROPPED.sub("", folded).lower() if unicodedata.category(c) not in _UNSAID)


@dataclass(frozen=True)
class Normalised:
    """`text` is folded; `origin[i]` is the index in the original of the character that gave `text[i]`."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original [start, end) of the folded [start, end)."""
        if start >= end:
            return (0, 0)
        return self.origin[start], self.origin[end - 1] + 1

    def gapped(self) -> Normalised:
        """With a space where the citizen put something between two digits or letters: 2026-11-27 9点 are two things."""
        pieces: list[str] = []
        origin: list[int] = []
        for at, (char, source) in enumerate(zip(self.text, self.origin, strict=True)):
            parted = at > 0 and source > self.origin[at - 1] + 1
            if parted and char.isascii() and char.isalnum() and self.text[at - 1].isascii():
                pieces.append(" ")
                origin.append(self.origin[at - 1])
            pieces.append(char)
            origin.append(source)
        return self if len(pieces) == len(self.text) else Normalised("".join(pieces), tuple(origin))


def normalise(original: str) -> Normalised:
    pieces: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(original):
        for folded in _fold(char):
            # 怎么办？？？ and 怎么办？ are one question.
            if pieces and pieces[-1] == folded and _REPEATED_MARK.match(folded * 2):
                continue
            pieces.append(folded)
            origin.append(index)
    return Normalised("".join(pieces), tuple(origin))


@lru_cache(maxsize=8192)
def fold_text(text: str) -> str:
    """`normalise(text).text`, for text that needs no offsets."""
    return _REPEATED_MARK.sub(r"\1", "".join(map(_fold, text)))
