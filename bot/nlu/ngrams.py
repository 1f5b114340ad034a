"""Character n-grams with pinyin shadows: the features of every matcher here.

Bigrams of characters find Chinese wording better than words do (a segmentation error costs a whole word), and a
syllable bigram survives a homophone typo: 局住证 and 居住证 share ``~ju.zhu`` and ``~zhu.zheng``.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Sequence
from functools import lru_cache

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # one reading a character is enough, and saves 40 MB
from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=32768)
def syllable(char: str) -> str:
    """The toneless pinyin of a Chinese character; any other character is itself."""
    if not "\u3400" <= char <= "\u9fff":
        return char
    return str(lazy_pinyin(char, style=Style.NORMAL)[0])


def char_ngrams(text: str, sizes: tuple[int, ...] = (1, 2)) -> list[str]:
    """N-grams of `text` with ``^`` and ``$`` as its ends for sizes over one."""
    grams: list[str] = []
    padded = f"^{text}$"
    for size in sizes:
        source = text if size == 1 else padded
        grams.extend(source[i : i + size] for i in range(len(source) - size + 1))
    return grams


_UNIT = re.compile(r"[a-z0-9]+|[^\W_]")  # marks say nothing


def features(text: str, shades: Sequence[float] | None = None) -> dict[str, float]:
    """What the retrieval index counts: units, pairs of units, pairs of syllables; each 1 + ln of how often.

    A unit is one character, or a whole run of Latin letters and digits: gjj and 12345 are words, not letters.
    `shades`: what each character of `text` counts (nlu/concepts.py); a feature counts as its faintest character does,
    at the place where it is clearest.
    """
    units, shade_of = _units(text, shades)
    clearest: dict[str, float] = {}
    again: dict[str, int] = {}

    def repeated(feature: str, shade: float) -> None:
        again[feature] = again.get(feature, 1) + 1
        clearest[feature] = max(clearest[feature], shade)

    # Written out: a hundred thousand texts are read while staff wait, and most say nothing twice.
    before, faint = "", 1.0
    for unit, shade in zip(units, shade_of, strict=True):
        if unit in clearest:
            repeated(unit, shade)
        else:
            clearest[unit] = shade
        if before:
            pair, sounds = _pair(before, unit)
            both = shade if shade < faint else faint
            if pair in clearest:
                repeated(pair, both)
            else:
                clearest[pair] = both
            if sounds in clearest:
                repeated(sounds, both)
            else:
                clearest[sounds] = both
        before, faint = unit, shade
    for feature, times in again.items():
        clearest[feature] *= 1.0 + math.log(times)
    return clearest


def _units(text: str, shades: Sequence[float] | None) -> tuple[list[str], Sequence[float]]:
    found = _UNIT.findall(text)
    if shades is None:
        return found, [1.0] * len(found)
    if len(found) == len(text):
        return found, shades
    return found, [shades[match.start()] for match in _UNIT.finditer(text)]


@lru_cache(maxsize=32_768)
def _pair(first: str, second: str) -> tuple[str, str]:
    """Two units as they are written, and as they sound."""
    one, other = (syllable(unit) if len(unit) == 1 else unit for unit in (first, second))
    return first + second, f"~{one}.{other}"
