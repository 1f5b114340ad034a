"""Rasa entity extractor: service items, aspects, departments, places, dates and times, and the numbers citizens type."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.aspects import lexicon
from bot.nlu.entities.counted import find_counted
from bot.nlu.entities.found import Found
from bot.nlu.knowledge import knowledge_base
from bot.nlu.normalise import Normalised, normalise
from bot.nlu.plain import plain
from bot.services import content

FOLDED = "folded_text"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class GovernmentEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Needs no training: names come from the live catalogue, patterns from the lexicon."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GovernmentEntityExtractor:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith("/"):  # a button: Rasa unpacks its payload itself
                continue
            folded = normalise(text)
            message.set(FOLDED, plain(folded.text))
            found = message.get(ENTITIES, []) + self.entities(text, folded)
            message.set(ENTITIES, self.add_extractor_name(found), add_to_output=True)
        return messages

    @staticmethod
    def entities(text: str, folded: Normalised) -> list[dict[str, Any]]:
        knowledge = knowledge_base.current()
        named = [
            Found("service_item", mention.codes[0], mention.start, mention.end)
            for mention in knowledge.matcher.find(folded.text)
        ]
        named += [Found("aspect", span.aspect, span.start, span.end) for span in lexicon().find(folded.text)]
        named += knowledge.places.find(folded.text)
        gapped = folded.gapped()
        counted = find_counted(gapped.text, content.today())
        placed = [(folded, one) for one in named] + [(gapped, one) for one in counted]
        entities = []
        for source, one in placed:
            start, end = source.span(one.start, one.end)
            entities.append({"entity": one.entity, "value": one.value, "start": start, "end": end})
        return sorted(entities, key=lambda entity: (entity["start"], entity["end"]))
