"""Rasa component that ends the pipeline: reads the question, decides, and writes Rasa's own fields.

``intent`` gets the decision, ``understanding`` what an action needs to answer.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities.extractor import FOLDED
from bot.nlu.intents import CORRECTED_RANKING, RANKING
from bot.nlu.knowledge import knowledge_base
from bot.nlu.reading import Ranking
from bot.nlu.settle import Heard, Settled, settle
from bot.nlu.several import several
from bot.nlu.spelling import CORRECTED

UNDERSTANDING = "understanding"
# In the message's metadata: what the conversation is about, and what was answered last.
CONTEXT_ITEM, TOPIC = "service_item", "topic"
_COMMAND = re.compile(r"(?:^|[\s:：])[/／][A-Za-z_]+")


def _pairs(rows: list[dict[str, Any]] | None) -> Ranking:
    return [(row["name"], row["confidence"]) for row in rows or []]


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class Decider(GraphComponent, IntentClassifier):
    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Decider:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        knowledge = knowledge_base.current()
        for message in messages:
            folded = message.get(FOLDED)
            if folded is None:
                continue
            heard = Heard(
                folded,
                _pairs(message.get(RANKING)),
                message.get(CORRECTED) or "",
                _pairs(message.get(CORRECTED_RANKING)),
                _COMMAND.search(str(message.get(TEXT))) is not None,
            )
            known = message.get("metadata") or {}
            settled = settle(heard, knowledge, known.get(CONTEXT_ITEM), known.get(TOPIC) or "")
            decision, reading, also = several(*settled, knowledge)
            self._write(message, heard, Settled(decision, reading, settled.ranking))
            message.data[UNDERSTANDING]["also"] = [dict(vars(each)) for each in also]
        return messages

    @staticmethod
    def _write(message: Message, heard: Heard, settled: Settled) -> None:
        decision, reading, ranking = settled
        intent = {"name": decision.intent, "confidence": decision.confidence}
        others = [row for row in message.get(RANKING) or [] if row["name"] != decision.intent]
        message.set(INTENT, intent, add_to_output=True)
        message.set(RANKING, [intent, *others], add_to_output=True)
        message.set(
            UNDERSTANDING,
            {
                "answer": dict(vars(decision.answer)) if decision.answer else None,
                "choices": [dict(vars(choice)) for choice in decision.choices],
                "aspects": list(reading.aspects),
                "follow_up": reading.follow_up,
                "conditions": list(reading.conditions),
                "content": reading.content,
                "ranking": list(ranking),  # the classifier's own, before the decision
                "heard": dict(vars(heard)),
            },
            add_to_output=True,
        )
