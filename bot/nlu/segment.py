"""Chinese word segmentation: spaCy's blank ``zh`` pipeline with the jieba segmenter and a compact dictionary.

jieba's own dictionary costs 130 MB and 0.75 s; words rarer than `_RARE` and not ours add nothing to short questions.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jieba
from spacy.lang.zh import Chinese

_RARE = 20
_OWN_WORD_FREQUENCY = 100_000


def compact_dictionary(own_words: Iterable[str]) -> dict[str, int]:
    """word → frequency: jieba's common words and `own_words`, with the prefixes its DAG needs (frequency 0)."""
    frequencies: dict[str, int] = {}
    source = Path(jieba.__file__).parent / "dict.txt"
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, *_ = line.split(" ")
            if int(frequency) >= _RARE or len(word) == 1:
                frequencies[word] = int(frequency)
    for word in own_words:
        if len(word) > 1:
            frequencies[word] = max(frequencies.get(word, 0), _OWN_WORD_FREQUENCY)
    for word in list(frequencies):
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    return frequencies


def install_dictionary(frequencies: dict[str, int]) -> None:
    """Make jieba's default tokenizer, which spaCy uses, run on `frequencies`."""
    jieba.dt.FREQ = frequencies
    jieba.dt.total = sum(frequencies.values())
    jieba.dt.initialized = True


def make_segmenter() -> Any:
    """spaCy's blank Chinese pipeline; call after `install_dictionary`."""
    return Chinese.from_config({"nlp": {"tokenizer": {"segmenter": "jieba"}}})
