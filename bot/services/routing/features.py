"""What a router counts in a message: characters, pairs and triples of them, and whole words."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import jieba

_CODE = re.compile(
    r"<[^>]+>|[A-Za-z]?\d+|\*+"
)  # names taken out, numbers, codes of places: they tell no department
_BLANK = re.compile(r"\s+")
_SIZES = (1, 2, 3)
_WORD = "="  # before a word, so that 学校 the word and 学校 the pair are two features
_RARE = 20  # words that jieba's dictionary saw less often tell too little to be worth their memory
LONGEST = 2000  # characters; what matters is said before


def clean(text: str) -> str:
    return _BLANK.sub("", _CODE.sub("#", text))[:LONGEST]


@lru_cache(maxsize=1)
def _cutter() -> jieba.Tokenizer:
    """A tokenizer of our own: the process-wide one knows whatever its other users have taught it."""
    frequencies: dict[str, int] = {}
    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, *_ = line.split(" ")
            if int(frequency) >= _RARE or len(word) == 1:
                frequencies[word] = int(frequency)
    for word in list(frequencies):
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    cutter = jieba.Tokenizer()
    cutter.FREQ, cutter.total, cutter.initialized = frequencies, sum(frequencies.values()), True
    return cutter


def grams(cleaned: str) -> Counter[str]:
    """Characters, pairs and triples of a cleaned text."""
    return Counter(cleaned[at : at + size] for size in _SIZES for at in range(len(cleaned) - size + 1))


def words(cleaned: str) -> Counter[str]:
    """Words of two characters or more, marked as such."""
    return Counter(_WORD + word for word in _cutter().cut(cleaned, HMM=True) if len(word) > 1)


def word_of(feature: str) -> str | None:
    """The word a feature stands for; None for n-grams."""
    return feature[1:] if feature.startswith(_WORD) and len(feature) > 2 else None
