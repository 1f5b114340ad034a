"""Between readings: sure answers, close asks, low says so."""

from __future__ import annotations

import pytest

from bot.nlu import decide as rules
from bot.nlu.decide import CLARIFY, FAQ, LOST, OUT_OF_SCOPE, decide
from tests.nlu.small_city import faq_at, item_at, reading, understood


def test_sure_answers() -> None:
    decision = decide(reading("x", item_at(0.8), faq_at(0.5)), [("ask_item", 0.8)])
    assert (decision.intent, decision.answer) == ("ask_item", item_at(0.8))
    decision = decide(reading("x", faq_at(0.8), item_at(0.5)), [("faq", 0.8)])
    assert (decision.intent, decision.answer) == (FAQ, faq_at(0.8))


def test_likely_answers_only_with_a_lead() -> None:
    assert decide(reading("x", item_at(0.7), faq_at(0.1)), [("ask_item", 0.5)]).intent == "ask_item"
    close = decide(reading("x", item_at(0.7), faq_at(0.4)), [("ask_item", 0.5)])
    assert close.intent == CLARIFY
    assert [choice.key for choice in close.choices] == ["permit", "id_lost"]


def test_alone_answers() -> None:
    assert decide(reading("x", item_at(0.62), faq_at(0.05)), [("ask_item", 0.5)]).intent == "ask_item"
    assert decide(reading("x", item_at(0.62), faq_at(0.2)), [("ask_item", 0.5)]).intent == CLARIFY
    # The classifier is sure that it is a written question, and this is none.
    assert decide(reading("x", item_at(0.62), faq_at(0.05)), [("faq", 0.9)]).intent == CLARIFY


def test_no_more_than_three_choices_and_none_that_is_hopeless() -> None:
    many = [item_at(0.4 - 0.03 * n, f"i{n}") for n in range(5)]
    assert len(decide(reading("x", *many), [("ask_item", 0.5)]).choices) == rules.MAX_CHOICES
    one = decide(reading("x", item_at(0.2), faq_at(0.02)), [("ask_item", 0.5)])
    assert [choice.key for choice in one.choices] == ["permit"]


def test_low_is_lost_and_says_so() -> None:
    for ranking in ([], [("ask_item", 0.4)], [("faq", 0.4)]):
        decision = decide(reading("x", item_at(0.05), aspects=()), ranking)
        assert decision.intent == LOST
        assert decision.answer is None and decision.choices == ()
    assert decide(reading("x", aspects=()), []).intent == LOST


def test_a_faint_idea_of_small_talk_beats_being_lost() -> None:
    heard = reading("x", aspects=())
    assert decide(heard, [("thanks", 0.1)]).intent == "thanks"
    assert decide(heard, [("ask_item", 0.3), ("thanks", 0.1)]).intent == "thanks"
    assert decide(heard, [("thanks", 0.01)]).intent == LOST


@pytest.mark.parametrize("never", sorted(rules.NEVER_FAINT - rules.ANSWERING))
def test_a_faint_idea_sends_nobody_away_and_calls_no_fire_brigade(never: str) -> None:
    assert decide(reading("一句听不懂的话", aspects=()), [(never, 0.1)]).intent == LOST


@pytest.mark.parametrize(
    "text", ["居住证多少钱", "天气", "", "我要申请护照", "身份证被人冒用了怎么办", "救命"]
)
@pytest.mark.parametrize(
    "label", ["ask_item", "faq", "greet", OUT_OF_SCOPE, CLARIFY, "start_application", "self_harm"]
)
def test_every_decision_is_a_probability_and_answers_have_what_they_need(text: str, label: str) -> None:
    for probability in (0.05, 0.5, 0.95):
        decision = understood(text, [(label, probability)])
        assert 0.0 <= decision.confidence <= 1.0
        assert decision.intent != FAQ or (decision.answer is not None and decision.answer.kind == "faq")
        assert len(decision.choices) <= rules.MAX_CHOICES
