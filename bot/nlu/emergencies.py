"""Somebody in danger is recognised before anything else, from ``data/lexicon/emergencies.yml``."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from bot.settings import ROOT

LEXICON = ROOT / "data" / "lexicon" / "emergencies.yml"


class EmergencyLexicon:
    def __init__(self, path: Path = LEXICON) -> None:
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._kinds = [(row["intent"], re.compile("|".join(row["patterns"]))) for row in body["kinds"]]
        self._calm = re.compile("|".join(body["calm"]))
        self._urgent = re.compile("|".join(body["urgent"]))
        self._asks = re.compile("|".join(body["asks"]))

    def find(self, folded: str) -> str | None:
        """The intent of the emergency that a folded text tells of, else None."""
        if self.is_calm(folded):
            return None
        return next((intent for intent, pattern in self._kinds if pattern.search(folded)), None)

    def is_calm(self, folded: str) -> bool:
        """Whether the text speaks of a service, a right or a rule, as nobody does who is in the middle of it."""
        return bool(self._calm.search(folded)) and not self._urgent.search(folded)

    def asks(self, folded: str) -> bool:
        """Whether the text asks for a rule, a place or a price; somebody in danger may, but seldom does."""
        return bool(self._asks.search(folded))


@lru_cache(maxsize=1)
def emergency_lexicon() -> EmergencyLexicon:
    return EmergencyLexicon()
