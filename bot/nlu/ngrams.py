"""Character n-grams with pinyin shadows: the features of every matcher here.

Bigrams of characters find Chinese wording better than words do (a segmentation error costs a whole word), and a
syllable bigram survives a homophone typo: 局住证 and 居住证 share ``~ju.zhu`` and ``~zhu.zheng``.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from itertools import pairwise

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


def features(text: str) -> list[str]:
    """What the retrieval index counts: units, pairs of units, pairs of syllables.

    A unit is one character, or a whole run of Latin letters and digits: gjj and 12345 are words, not letters.
    """
    units = _UNIT.findall(text)
    sounds = [syllable(unit) if len(unit) == 1 else unit for unit in units]
    pairs = [a + b for a, b in pairwise(units)]
    return [*units, *pairs, *(f"~{a}.{b}" for a, b in pairwise(sounds))]
