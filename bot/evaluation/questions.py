"""Held-out questions (``tests/nlu/questions/*.yml``): what a citizen typed, and what it should lead to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import yaml

from bot.settings import ROOT

FOLDER = ROOT / "tests" / "nlu" / "questions"


@dataclass(frozen=True)
class Question:
    """`faq` and `item` are keys; exactly one of faq, item, intent, not_emergency is set."""

    text: str
    faq: str | None = None
    item: str | None = None
    aspect: str | None = None
    intent: str | None = None
    not_emergency: bool = False

    @property
    def kind(self) -> str:
        """faq, item, small_talk, out_of_scope, emergency, not_emergency."""
        if self.faq or self.item:
            return "faq" if self.faq else "item"
        if self.not_emergency:
            return "not_emergency"
        if is_danger(self.intent or ""):
            return "emergency"
        return "out_of_scope" if self.intent == "out_of_scope" else "small_talk"

    @property
    def for_fitting(self) -> bool:
        """One half is what confidence is fitted and thresholds are chosen on; figures are reported on the other."""
        return crc32(self.text.encode()) % 2 == 0


def is_danger(intent: str) -> bool:
    """By its name: what nothing of the understanding need be loaded for, and stock Rasa's model has too."""
    return intent.startswith("emergency_") or intent == "self_harm"


def read_questions(folder: Path = FOLDER) -> list[Question]:
    questions = []
    for path in sorted(folder.glob("*.yml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            if row.get("faq"):
                row = {**row, "faq": row["faq"].removeprefix("faq/")}
            questions.append(Question(**row))
    return questions
