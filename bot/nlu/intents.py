"""Rasa intent classifier: what kind of thing a message is, from the examples in ``data/nlu``."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classifier import NgramClassifier
from bot.nlu.courtesy import without_courtesy
from bot.nlu.entities.extractor import FOLDED
from bot.nlu.knowledge import knowledge_base
from bot.nlu.matcher import NameMatcher
from bot.nlu.names import names_fingerprint, shipped_names
from bot.nlu.plain import plain_fingerprint, plain_text
from bot.nlu.reading import CASE_NO
from bot.nlu.spelling import CORRECTED

_FILE = "intents.npz"
_ITEM = "〇"  # stands for any service item, so that 我要申请〇 is learnt once
RANKING = "intent_ranking"
CORRECTED_RANKING = "corrected_ranking"
SHOWN = 10


def mask_items(folded: str, matcher: NameMatcher) -> str:
    """A folded text with 〇 for the names of items, and without a 办件编号: 催一下 g01d1122k7qdf is a 催一下."""
    folded = CASE_NO.sub("", folded) or folded
    pieces, at = [], 0
    for mention in matcher.find(folded):
        pieces += [folded[at : mention.start], _ITEM]
        at = mention.end
    return "".join([*pieces, folded[at:]])


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class NgramIntentClassifier(GraphComponent, IntentClassifier):
    def __init__(
        self, model_storage: ModelStorage, resource: Resource, model: NgramClassifier | None = None
    ) -> None:
        self._model_storage, self._resource, self._model = model_storage, resource, model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramIntentClassifier:
        return cls(model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return names_fingerprint() + plain_fingerprint()

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> NgramIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, NgramClassifier.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        matcher = NameMatcher(("", plain_text(name)) for name in shipped_names())
        pairs = [
            (mask_items(plain_text(example.get(TEXT)), matcher), example.get(INTENT))
            for example in training_data.intent_examples
            if example.get(TEXT)
        ]
        self._model = NgramClassifier.fit([text for text, _ in pairs], [label for _, label in pairs])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            folded = message.get(FOLDED)
            if folded is None or self._model is None:
                continue
            ranking = self._rank(self._model, folded)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
            if message.get(CORRECTED):
                message.set(CORRECTED_RANKING, self._rank(self._model, message.get(CORRECTED)))
        return messages

    @staticmethod
    def _rank(model: NgramClassifier, text: str) -> list[dict[str, Any]]:
        masked = mask_items(without_courtesy(text), knowledge_base.current().matcher)
        return [{"name": name, "confidence": p} for name, p in model.predict(masked)[:SHOWN]]
