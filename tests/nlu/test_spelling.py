"""The component learns what is spelt right from the examples, and only puts a second text beside the first."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import spelling
from bot.nlu.aspects import lexicon
from bot.nlu.entities.extractor import FOLDED
from bot.nlu.knowledge import Knowledge
from bot.nlu.spelling import CORRECTED, SpellingCorrector
from tests.nlu.rasa_graph import kept_and_loaded

EXAMPLES = ["我要投诉噪音", "投诉邻居", "怎么投诉", "我想投诉", "投诉一下"] * 3


def test_a_second_text_stands_beside_a_mistyped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling.knowledge_base, "current", lambda: NOTHING)
    examples = [Message({TEXT: text, INTENT: "complaint"}) for text in EXAMPLES]
    component: SpellingCorrector = kept_and_loaded(SpellingCorrector, TrainingData(examples), tmp_path)
    typed, right, button = Message({FOLDED: "我想投拆"}), Message({FOLDED: "我想投诉"}), Message({})
    component.process([typed, right, button])
    assert (typed.get(FOLDED), typed.get(CORRECTED)) == ("我想投拆", "我想投诉")
    assert right.get(CORRECTED) is None
    assert button.get(CORRECTED) is None


NOTHING = Knowledge([], [], lexicon())
