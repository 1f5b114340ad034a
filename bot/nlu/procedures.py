"""What is to be done with a thing: 新办, 变更, 注销, 补办 … A catalogue has a service each, whose names differ by that word alone.

Words and their families: ``data/lexicon/procedures.txt``. By letters alone 终止医疗器械经营 is as near to its 变更 as to its 注销.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.settings import ROOT

PROCEDURES = ROOT / "data" / "lexicon" / "procedures.txt"
# What is left of a likeness where a text names something else, names one that nobody asked for, or names none;
# chosen on text nobody here wrote (docs/quality.md).
_OTHER, _UNASKED, _UNNAMED = np.float32(0.76), np.float32(0.92), np.float32(0.82)

Families = frozenset[str]


@dataclass(frozen=True, eq=False)
class Procedures:
    pattern: re.Pattern[str]
    family_of: dict[str, str]  # a word that means none has none
    near: dict[str, Families]  # what else may be meant by a family's words, itself among them
    unsaid: str  # the family of who names none

    def find(self, plain: str) -> Families:
        """The families named in a text as `plain_text` gives it."""
        found = (self.family_of.get(word) for word in self.pattern.findall(plain))
        return frozenset(family for family in found if family is not None)

    def agreement(self, asked: Families, named: Families) -> np.float32:
        """What is left, 0 to 1, of the likeness of a question to a text that names these."""
        if not named:
            return _UNNAMED if asked - {self.unsaid} else np.float32(1.0)
        if not asked:
            return np.float32(1.0) if self.unsaid in named else _UNASKED
        meant = frozenset().union(*(self.near[family] for family in asked))
        return np.float32(1.0) if meant & named else _OTHER

    def direction(self, named: Families) -> NDArray[np.float32]:
        """A vector of length one, with a place for each family and one for naming none: what two texts name in common
        is their product."""
        each = [family in named for family in self.near] + [not named]
        return np.array(each, dtype=np.float32) / np.float32(max(len(named), 1) ** 0.5)


class Named:
    """The procedures that each of many texts names. Immutable."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._procedures = procedures()
        kinds: dict[Families, int] = {}
        find = self._procedures.find
        self._kind_of = np.fromiter(
            (kinds.setdefault(find(text), len(kinds)) for text in texts), dtype=np.int32, count=len(texts)
        )
        self._kinds = list(kinds)
        self._directions = np.stack([self._procedures.direction(kind) for kind in kinds]) if kinds else None

    def directions(self, begin: int, end: int) -> NDArray[np.float32]:
        """`Procedures.direction` of the texts from `begin` up to `end`: (texts, families)."""
        assert self._directions is not None, "no text is named"
        return self._directions[self._kind_of[begin:end]]

    def agreement(self, question: str) -> NDArray[np.float32]:
        """For each text, in order, what is left of its likeness to the question."""
        asked = self._procedures.find(question)
        each = [self._procedures.agreement(asked, named) for named in self._kinds]
        return np.array(each, dtype=np.float32)[self._kind_of]


@lru_cache(maxsize=1)
def procedures(path: Path = PROCEDURES) -> Procedures:
    family_of: dict[str, str] = {}
    near: dict[str, Families] = {}
    nothing: set[str] = set()
    unsaid = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, *words = line.split()
        if name.endswith("*"):
            unsaid = name = name[:-1]
        near[name] = frozenset({name} | {word[1:] for word in words if word[0] == "~"})
        nothing.update(word[1:] for word in words if word[0] == "!")
        family_of.update((word, name) for word in words if word[0] not in "!~")
    words = sorted({*family_of, *nothing}, key=len, reverse=True)
    return Procedures(re.compile("|".join(map(re.escape, words))), family_of, near, unsaid)
