"""Rasa entity extractor: service items, aspects, and the numbers citizens type (case, ID, mobile)."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.aspects import lexicon
from bot.nlu.knowledge import knowledge_base
from bot.nlu.normalise import Normalised, normalise
from bot.nlu.reading import CASE_NO

FOLDED = "folded_text"

_NUMBERS = {
    "id_number": re.compile(r"(?<![0-9a-z])[1-9]\d{16}[\dx](?![0-9a-z])"),
    "mobile": re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    "case_no": CASE_NO,
}


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
            message.set(FOLDED, folded.text)
            found = message.get(ENTITIES, []) + self._entities(text, folded)
            message.set(ENTITIES, self.add_extractor_name(found), add_to_output=True)
        return messages

    @staticmethod
    def _entities(text: str, folded: Normalised) -> list[dict[str, Any]]:
        found: list[tuple[str, Any, int, int]] = []
        for mention in knowledge_base.current().matcher.find(folded.text):
            found.append(("service_item", mention.codes[0], mention.start, mention.end))
        for span in lexicon().find(folded.text):
            found.append(("aspect", span.aspect, span.start, span.end))
        for name, pattern in _NUMBERS.items():
            found.extend((name, m.group().upper(), *m.span()) for m in pattern.finditer(folded.text))
        entities = []
        for name, value, folded_start, folded_end in sorted(found, key=lambda row: row[2]):
            start, end = folded.span(folded_start, folded_end)
            entities.append({"entity": name, "value": value, "start": start, "end": end})
        return entities
