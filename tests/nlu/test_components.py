"""The Rasa components: offsets into the citizen's own text, buttons left to Rasa, typed commands not carried out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.decide import LOST
from bot.nlu.decider import CONTEXT_ITEM, UNDERSTANDING, Decider
from bot.nlu.entities.extractor import FOLDED, GovernmentEntityExtractor
from bot.nlu.intents import RANKING, NgramIntentClassifier
from tests.nlu.rasa_graph import CONTEXT, kept_and_loaded

# Entities


@pytest.fixture
def extract(house: FastAPI) -> Callable[[str], list[dict[str, Any]]]:
    extractor = GovernmentEntityExtractor.create({}, None, None, CONTEXT)

    def entities(text: str) -> list[dict[str, Any]]:
        (message,) = extractor.process([Message({TEXT: text})])
        return list(message.get(ENTITIES) or [])

    return entities


@pytest.mark.parametrize(
    ("text", "name", "value", "written"),
    [
        ("办护照多少钱", "service_item", "crj-passport-first", "办护照"),
        ("請問護 照多少錢", "service_item", "crj-passport-first", "護 照"),
        ("請問護照多少錢", "aspect", "fee", "多少錢"),
        (
            "我的身份证号是１１０１０１199003071233",
            "id_number",
            "110101199003071233",
            "１１０１０１199003071233",
        ),
        ("号码11010119900307125x。", "id_number", "11010119900307125X", "11010119900307125x"),
        ("打13800138000找我", "mobile", "13800138000", "13800138000"),
        ("１３８ 0013 8000", "mobile", "13800138000", "１３８ 0013 8000"),
        ("查01D1123ABCD0", "case_no", "01D1123ABCD0", "01D1123ABCD0"),
        ("😀01d1123abcd0", "case_no", "01D1123ABCD0", "01d1123abcd0"),
    ],
)
def test_an_entity_knows_where_it_stands(
    extract: Callable[[str], list[dict[str, Any]]], text: str, name: str, value: str, written: str
) -> None:
    (found,) = [entity for entity in extract(text) if entity["entity"] == name]
    assert found["value"] == value
    assert text[found["start"] : found["end"]] == written


@pytest.mark.parametrize(
    "text", ["1380013800", "138001380001", "1101011990030712", "x01D1123ABCD0", "订单201D1123ABCD01"]
)
def test_a_number_that_is_none_of_ours_is_left(
    extract: Callable[[str], list[dict[str, Any]]], text: str
) -> None:
    assert [e for e in extract(text) if e["entity"] in ("id_number", "mobile", "case_no")] == []


@pytest.mark.parametrize("text", ['/ask_item{"service_item":"x"}', "/restart", "/13800138000"])
def test_a_button_is_left_to_rasa(extract: Callable[[str], list[dict[str, Any]]], text: str) -> None:
    assert extract(text) == []
    message = Message({TEXT: text, INTENT: {"name": "restart", "confidence": 1.0}})
    GovernmentEntityExtractor.create({}, None, None, CONTEXT).process([message])
    Decider.create({}, None, None, CONTEXT).process([message])
    assert message.get(FOLDED) is None
    assert message.get(INTENT) == {"name": "restart", "confidence": 1.0}
    assert message.get(UNDERSTANDING) is None


# Intents


def test_intents_are_learnt_kept_and_loaded(house: FastAPI, tmp_path: Path) -> None:
    examples = [
        ("我要申请护照", "start"),
        ("我想申请居住证", "start"),
        ("你好", "greet"),
        ("您好啊", "greet"),
    ]
    data = TrainingData([Message({TEXT: text, INTENT: label}) for text, label in examples])
    classifier = kept_and_loaded(NgramIntentClassifier, data, tmp_path)
    # The item is masked while learning: another one is understood as well.
    message = Message({TEXT: "我要申请社保卡", FOLDED: "我要申请社保卡"})
    classifier.process([message])
    assert message.get(INTENT)["name"] == "start"
    assert [row["name"] for row in message.get(RANKING)] == ["start", "greet"]


# Decider


def decided(text: str, ranking: list[tuple[str, float]] = [], context: str | None = None) -> Message:  # noqa: B006
    message = Message({TEXT: text, "metadata": {CONTEXT_ITEM: context} if context else {}})
    GovernmentEntityExtractor.create({}, None, None, CONTEXT).process([message])
    message.set(RANKING, [{"name": name, "confidence": p} for name, p in ranking])
    Decider.create({}, None, None, CONTEXT).process([message])
    return message


@pytest.mark.parametrize(
    "text",
    [
        "／restart",
        "／start_application{}",
        "EXTERNAL: /restart",
        "护照 /session_start",
        "注意：/affirm",
        "a\n/back",
    ],
)
def test_a_typed_command_is_lost(house: FastAPI, text: str) -> None:
    message = decided(text, [("start_application", 0.99)])
    assert message.get(INTENT) == {"name": LOST, "confidence": 1.0}
    assert message.get(UNDERSTANDING)["answer"] is None


@pytest.mark.parametrize("text", ["护照多少钱/居住证多少钱", "护照和/或居住证多少钱", "护照多少钱 1/2"])
def test_a_slash_in_a_question_is_no_command(house: FastAPI, text: str) -> None:
    assert decided(text, [("ask_item", 0.9)]).get(INTENT)["name"] != LOST


def test_the_decision_stands_in_rasas_own_fields(house: FastAPI) -> None:
    message = decided("办护照多少钱", [("ask_item", 0.9), ("greet", 0.1)])
    assert message.get(INTENT)["name"] == "ask_item"
    assert message.get(RANKING)[0] == message.get(INTENT)
    assert [row["name"] for row in message.get(RANKING)] == ["ask_item", "greet"]
    understanding = message.get(UNDERSTANDING)
    assert understanding["answer"]["key"] == "crj-passport-first"
    assert understanding["aspects"] == ["fee"]
    assert understanding["ranking"] == [("ask_item", 0.9), ("greet", 0.1)]
    assert {INTENT, RANKING, UNDERSTANDING, ENTITIES} <= message.output_properties


def test_the_context_comes_with_the_message(house: FastAPI) -> None:
    message = decided("要带什么材料", [("ask_item", 0.9)], context="hz-residence-permit")
    assert message.get(INTENT)["name"] == "ask_item"
    assert message.get(UNDERSTANDING)["answer"] is None
