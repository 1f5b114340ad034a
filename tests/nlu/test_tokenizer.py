"""Words of the folded text, with offsets into what the citizen wrote."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.tokenizer import ChineseTokenizer
from tests.nlu.rasa_graph import kept_and_loaded


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> ChineseTokenizer:
    loaded = kept_and_loaded(ChineseTokenizer, TrainingData(), tmp_path_factory.mktemp("tokenizer"))
    assert isinstance(loaded, ChineseTokenizer)
    return loaded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("居住证在哪里办", {"居住证": "居住证"}),
        ("請問居住證多少錢？", {"居住证": "居住證", "多少": "多少"}),
        ("问　护 照", {"护照": "护 照"}),
        ("😀护照", {"护照": "护照"}),
        ("公积金提取要几天", {"公积金提取": "公积金提取"}),
    ],
)
def test_words_know_where_they_stand(tokenizer: ChineseTokenizer, text: str, words: dict[str, str]) -> None:
    tokens = {
        token.text: text[token.start : token.end] for token in tokenizer.tokenize(Message({TEXT: text}), TEXT)
    }
    assert words.items() <= tokens.items()


@pytest.mark.parametrize("text", ["", "   ", "😀", "护照多少钱", "a护照b12 345！！！", "繁體字與ＡＢＣ"])
def test_words_follow_each_other_inside_the_text(tokenizer: ChineseTokenizer, text: str) -> None:
    tokens = tokenizer.tokenize(Message({TEXT: text}), TEXT)
    ends = [0, *(token.end for token in tokens)]
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert all(token.start >= before for token, before in zip(tokens, ends, strict=False))


def test_processing_hands_the_words_on(tokenizer: ChineseTokenizer) -> None:
    (message,) = tokenizer.process([Message({TEXT: "护照多少钱"})])
    assert next(token.text for token in message.get("text_tokens")) == "护照"
