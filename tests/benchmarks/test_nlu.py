"""The comparison of understanding judges both sides alike, and its arithmetic is right."""

from __future__ import annotations

import math

import pytest

from benchmarks.nlu import Row, compare, table
from benchmarks.understand import First, is_right, our_first, stock_first
from bot.evaluation.questions import Question

FAQ = Question("断签之后补上", faq="lapsed")
ITEM = Question("护照多少钱", item="passport")
FIRE = Question("着火了", intent="emergency_fire")
NONE = Question("放首歌", intent="out_of_scope")
CALM = Question("消防验收怎么办", not_emergency=True)


@pytest.mark.parametrize(
    ("question", "first", "right"),
    [
        (FAQ, First("faq", "lapsed", True), True),
        (FAQ, First("clarify", "lapsed"), True),
        (FAQ, First("faq", "other", True), False),
        (ITEM, First("ask_item", "passport", True), True),
        (ITEM, First("ask_item"), False),
        (ITEM, First("faq", "other", True, "passport"), True),
        (FIRE, First("emergency_medical"), True),
        (FIRE, First("greet"), False),
        (NONE, First("nlu_fallback"), True),
        (NONE, First("faq", "any", True), False),
        (CALM, First("faq", "any", True), True),
        (CALM, First("self_harm"), False),
    ],
)
def test_what_counts_as_right(question: Question, first: First, right: bool) -> None:
    assert is_right(question, first) is right


def test_each_question_has_one_kind() -> None:
    kinds = [each.kind for each in (FAQ, ITEM, FIRE, NONE, CALM, Question("嗨", intent="greet"))]
    assert kinds == ["faq", "item", "emergency", "out_of_scope", "not_emergency", "small_talk"]


def test_both_sides_say_what_they_put_first() -> None:
    selector = {"faq": {"response": {"intent_response_key": "faq/lapsed"}}}
    said = {"intent": {"name": "faq"}, "entities": [], "response_selector": selector}
    assert stock_first(said) == First("faq", "lapsed", True)
    entity = {"entity": "service_item", "value": "passport"}
    assert stock_first({"intent": {"name": "ask_item"}, "entities": [entity]}) == First(
        "ask_item", "passport", True, "passport"
    )
    assert stock_first({"intent": {"name": None}, "entities": []}) == First("")
    offered = {
        "intent": {"name": "clarify"},
        "understanding": {"answer": None, "choices": [{"key": "lapsed"}]},
    }
    assert our_first(offered) == First("clarify", "lapsed")
    assert our_first({"intent": {"name": "greet"}}) == First("greet")


def side(right: int, wrong: float, milliseconds: float) -> dict[str, object]:
    return {
        "kinds": {"faq": {"n": 10, "right": right}},
        "wrong_answers": wrong,
        "p50_ms": milliseconds,
        "p95_ms": milliseconds * 2,
        "memory_mib": 100.0,
        "train_s": 10.0,
    }


def test_more_or_less_is_better_as_it_should_be() -> None:
    rows = {row.title: row for row in compare(side(5, 0.2, 40.0), side(8, 0.05, 2.0))}
    assert rows["right FAQ entry first"].won and math.isclose(rows["right FAQ entry first"].ratio, 1.6)
    assert rows["wrong answers, sure of themselves"].won and math.isclose(
        rows["ms a message, p50"].ratio, 20.0
    )
    assert not rows["memory, MiB"].won
    assert table([Row("a", 1.0, 1.0)])[-1] == "| a | 1 | 1 | 1 | even |"
