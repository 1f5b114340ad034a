"""Rasa component: a second text beside a message's own, with what looks mistyped put right.

It knows what is spelt right from the training examples and from the live catalogue and FAQ. Nothing is replaced here:
the decider looks at the second text only where the first is not understood.
"""

from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.entities.extractor import FOLDED
from bot.nlu.knowledge import Knowledge, knowledge_base
from bot.nlu.plain import plain_fingerprint, plain_text
from bot.nlu.typos import Pairs, Typos, count_pairs

CORRECTED = "corrected_text"
_FILE = "pairs.json"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class SpellingCorrector(GraphComponent):
    def __init__(self, model_storage: ModelStorage, resource: Resource, pairs: Pairs | None = None) -> None:
        self._model_storage, self._resource, self._pairs = model_storage, resource, pairs or {}
        self._knowledge: Knowledge | None = None
        self._typos: Typos | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpellingCorrector:
        return cls(model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return plain_fingerprint()

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> SpellingCorrector:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, json.loads((folder / _FILE).read_text(encoding="utf-8")))

    def train(self, training_data: TrainingData) -> Resource:
        texts = (plain_text(example.get(TEXT)) for example in training_data.intent_examples)
        self._pairs = dict(count_pairs(texts))
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(self._pairs, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            folded = message.get(FOLDED)
            if folded:
                corrected = self._current().corrected(folded)
                if corrected != folded:
                    message.set(CORRECTED, corrected)
        return messages

    def _current(self) -> Typos:
        knowledge = knowledge_base.current()
        if self._typos is None or knowledge is not self._knowledge:
            self._knowledge, self._typos = knowledge, Typos(knowledge.pairs, self._pairs)
        return self._typos
