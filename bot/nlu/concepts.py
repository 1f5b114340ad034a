"""What words mean, whatever they are: 驾照, 驾本 and 机动车驾驶证 are one concept, from ``data/lexicon/synonyms.txt``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from bot.nlu.normalise import fold_text
from bot.settings import ROOT

SYNONYMS = ROOT / "data" / "lexicon" / "synonyms.txt"
MARK = "##"  # before a concept's number; no pair of characters of a text looks so
_LOOSE = 0.5  # a group whose words only resemble each other


class Concepts:
    def __init__(self, lines: Iterable[str]) -> None:
        """A group of words a line, the official one first; ``>`` before it: a loose one; ``#``: a comment."""
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for number, line in enumerate(lines):
            if line.strip() and not line.startswith("#"):
                weight = _LOOSE if line.startswith(">") else 1.0
                for word in line.lstrip("> ").split():
                    found[fold_text(word)][f"{MARK}{number}"] = weight
        found.pop("", None)
        self._of_word = {word: tuple(groups.items()) for word, groups in found.items()}
        # Which lengths a word beginning with this character can have: most characters begin none.
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self._of_word:
            lengths[word[0]].add(len(word))
        self._lengths = {first: tuple(sorted(each)) for first, each in lengths.items()}

    def find(self, text: str) -> dict[str, float]:
        """Concept → weight of every word in a folded `text`, also of one inside another."""
        found: dict[str, float] = {}
        for start, char in enumerate(text):
            for length in self._lengths.get(char, ()):
                for concept, weight in self._of_word.get(text[start : start + length], ()):
                    if weight > found.get(concept, 0.0):
                        found[concept] = weight
        return found


@lru_cache(maxsize=1)
def concepts(path: Path = SYNONYMS) -> Concepts:
    return Concepts(path.read_text(encoding="utf-8").splitlines())
