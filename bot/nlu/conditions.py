"""Who is asking, where it changes the answer: 外地户口, 未成年, 代办. Words from ``data/lexicon/conditions.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.settings import ROOT

LEXICON = ROOT / "data" / "lexicon" / "conditions.yml"


@dataclass(frozen=True, eq=False)
class ConditionLexicon:
    said: dict[str, re.Pattern[str]]  # name → how a citizen says it

    def find(self, folded: str) -> tuple[str, ...]:
        return tuple(name for name, pattern in self.said.items() if pattern.search(folded))

    def without(self, folded: str) -> str:
        """The text without these words, for looking an item up: 未成年人办护照 is about 护照."""
        for pattern in self.said.values():
            folded = pattern.sub("", folded)
        return folded


@lru_cache(maxsize=1)
def condition_lexicon(path: Path = LEXICON) -> ConditionLexicon:
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["conditions"]
    return ConditionLexicon({row["name"]: re.compile(row["said"]) for row in rows})
