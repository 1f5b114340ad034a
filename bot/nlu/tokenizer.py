"""Rasa tokenizer: folded text → spaCy/jieba words with offsets into the citizen's own text."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, overload

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.names import names_fingerprint, shipped_names
from bot.nlu.normalise import fold_text, normalise
from bot.nlu.segment import compact_dictionary, install_dictionary, make_segmenter

_FILE = "dictionary.json"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER], is_trainable=True)
class ChineseTokenizer(Tokenizer):
    """Trained only to pack its dictionary: jieba's common words and the names of the service items."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        words: dict[str, int] | None,
    ) -> None:
        super().__init__(config)
        self._model_storage, self._resource = model_storage, resource
        self._segmenter: Any = None
        if words is not None:
            self._use(words)

    def _use(self, words: dict[str, int]) -> None:
        install_dictionary(words)
        self._segmenter = make_segmenter()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own tokenizer settings; intents are never split."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @staticmethod
    def required_packages() -> list[str]:
        return ["spacy", "jieba"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return names_fingerprint()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ChineseTokenizer:
        return cls(config, model_storage, resource, None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> ChineseTokenizer:
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, words)

    def train(self, training_data: TrainingData) -> Resource:
        words = compact_dictionary(fold_text(name) for name in shipped_names())
        self._use(words)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Untouched: nothing that is trained here reads words, and hashing them all takes longer than training."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> Sequence[Token]:
        return Words(self._words, str(message.get(attribute)))

    def _words(self, original: str) -> list[Token]:
        folded = normalise(original)
        tokens = []
        for token in self._segmenter.make_doc(folded.text):
            start, end = folded.span(token.idx, token.idx + len(token.text))
            tokens.append(Token(token.text, start, end))
        return tokens


class Words(Sequence[Token]):
    """The words of a text, cut when somebody first looks: most messages are understood by their characters alone."""

    def __init__(self, cut: Callable[[str], list[Token]], text: str) -> None:
        self._cut, self._text = cut, text

    @cached_property
    def _tokens(self) -> list[Token]:
        return self._cut(self._text)

    def __len__(self) -> int:
        return len(self._tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...

    @overload
    def __getitem__(self, at: slice) -> list[Token]: ...

    def __getitem__(self, at: int | slice) -> Token | list[Token]:
        return self._tokens[at]
