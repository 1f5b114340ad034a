"""What wins over what: emergencies, wishes, the context, small talk, scope, in the order of the rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.nlu import decide as rules
from bot.nlu.decide import CLARIFY, EMERGENCIES, FAQ, LOST, OUT_OF_SCOPE, Decision, decide, either
from tests.nlu.small_city import faq_at, item_at, reading, understood


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我家着火了", "emergency_fire"),
        ("有人晕倒了叫不醒", "emergency_medical"),
        ("我被抢劫了", "emergency_crime"),
        ("刚刚出车祸了", "emergency_traffic"),
        ("我不想活了", "self_harm"),
        ("办居住证的时候我晕倒过去没有呼吸了", "emergency_medical"),
    ],
)
def test_danger_goes_first(text: str, intent: str) -> None:
    for ranking in ([], [("ask_item", 0.99)], [("start_application", 0.99)], [("greet", 1.0)]):
        assert understood(text, ranking).intent == intent


def test_danger_the_classifier_hears_counts_all_kinds_together() -> None:
    ranking = [("emergency_crime", 0.12), ("self_harm", 0.11), ("chitchat", 0.1)]
    assert decide(reading("快点来帮帮我这里", content=""), ranking).intent == "emergency_crime"
    assert decide(reading("快点来帮帮我这里", content=""), ranking[:1]).intent not in EMERGENCIES


def test_the_120_in_a_case_number_calls_no_ambulance() -> None:
    ranking = [("emergency_medical", 0.9)]
    numbered = replace(reading("g01d1201k7qdf", content=""), case_no=True)
    assert decide(numbered, ranking).intent == "check_progress"
    burning = replace(reading("g01d1201k7qdf我家着火了", content=""), case_no=True)
    assert decide(burning, ranking).intent == "emergency_fire"


def test_two_or_three_characters_are_not_danger_by_themselves() -> None:
    ranking = [("emergency_medical", 0.4)]
    assert decide(reading("满了", content="", aspects=()), ranking).intent not in EMERGENCIES
    assert decide(reading("满了", content="", aspects=()), [("emergency_medical", 0.6)]).intent in EMERGENCIES


def test_a_question_that_stands_in_the_faq_is_no_alarm() -> None:
    assert decide(reading("家里着火了保险赔吗", faq_at(0.98)), []).intent == FAQ
    assert decide(reading("厨房起火", faq_at(0.5)), []).intent == "emergency_fire"


def test_a_sure_answer_beats_a_faint_alarm() -> None:
    assert decide(reading("居住证", item_at(0.9)), [("emergency_fire", 0.3)]).intent == "ask_item"


def test_a_case_number_asks_for_progress() -> None:
    heard = replace(reading("01d1123aaaaa", content="01d1123aaaaa", aspects=()), case_no=True)
    assert decide(heard, []).intent == "check_progress"


@pytest.mark.parametrize("wish", sorted(rules.DOING))
def test_a_wish_brings_the_item_it_names(wish: str) -> None:
    decision = decide(reading("我要申请居住证", item_at(0.7), aspects=()), [(wish, 0.9)])
    assert decision.intent == wish
    assert decision.answer is not None and decision.answer.key == "permit"
    assert decide(reading("我要申请", content="申请", aspects=()), [(wish, 0.9)]).answer is None


def test_a_faint_wish_is_not_carried_out() -> None:
    decision = decide(reading("居住证", item_at(0.7)), [("start_application", rules.INTENT_AT - 0.01)])
    assert decision.intent == "ask_item"


def test_a_written_question_is_no_wish() -> None:
    assert decide(reading("怎么投诉公司", faq_at(1.0)), [("complaint", 0.9)]).intent == FAQ


@pytest.mark.parametrize("context", [None, "permit"])
def test_only_a_field_asks_about_the_item_in_the_context(context: str | None) -> None:
    decision = decide(
        reading("要带什么材料", content="", aspects=("materials",)), [("ask_item", 0.9)], context
    )
    assert decision.intent == "ask_item"
    assert decision.answer is None  # the action takes the item from the conversation


def test_a_word_beside_the_field_still_asks_about_the_context() -> None:
    heard = reading("孩子要带什么", item_at(0.2), content="孩子", aspects=("materials",))
    assert decide(heard, [("ask_item", 0.5)], "passport").answer is None
    assert decide(heard, [("ask_item", 0.5)], "passport").intent == "ask_item"
    assert decide(heard, [("ask_item", 0.5)], None).intent == CLARIFY


def test_another_item_leaves_the_context() -> None:
    decision = understood("居住证多少钱", context="passport")
    assert decision.answer is not None and decision.answer.key == "permit"


def test_small_talk_is_small_talk_even_where_something_resembles() -> None:
    assert (
        decide(reading("你好", item_at(0.3), content="你好", aspects=()), [("greet", 0.9)]).intent == "greet"
    )
    assert decide(reading("你好", item_at(0.95), aspects=()), [("greet", 0.9)]).intent == "ask_item"


def test_too_general_offers_what_it_resembles() -> None:
    decision = decide(
        reading("办证", item_at(0.7), item_at(0.6, "passport"), faq_at(0.5), aspects=()), [(CLARIFY, 0.8)]
    )
    assert decision.intent == CLARIFY
    assert [choice.key for choice in decision.choices] == ["permit", "passport"]


def test_none_of_our_business() -> None:
    heard = reading("明天下雨吗", item_at(0.2), content="明天下雨", aspects=())
    assert decide(heard, [(OUT_OF_SCOPE, 0.3)]).intent == OUT_OF_SCOPE
    assert decide(heard, [("ask_item", 0.3), (OUT_OF_SCOPE, 0.29)]).intent != OUT_OF_SCOPE


def test_two_characters_name_no_subject_of_a_faq() -> None:
    """罚款吗, said of anything: one of the answers about fines would be a guess."""
    assert decide(reading("罚款吗", faq_at(0.9), content="罚款", aspects=()), []).intent == CLARIFY
    assert decide(reading("罚款", faq_at(0.99), content="罚款", aspects=()), []).intent == FAQ
    assert decide(reading("闯红灯罚款吗", faq_at(0.9), content="闯红灯罚款", aspects=()), []).intent == FAQ


def test_eighteen_letters_are_no_code_of_a_firm() -> None:
    ranking = [("other_language", 0.99)]
    assert (
        decide(reading("can you speak english", content="", aspects=()), ranking).intent == "other_language"
    )
    code = reading("91110108ma01abcd2x", content="", aspects=())
    assert decide(code, ranking).intent == rules.LOST


def test_where_both_spellings_only_ask_the_likeliest_of_both_are_offered() -> None:
    def asking(*scores: tuple[str, float]) -> Decision:
        choices = tuple(replace(faq_at(score), key=key) for key, score in scores)
        return Decision(CLARIFY, scores[0][1], choices=choices)

    both = either(asking(("a", 0.4), ("b", 0.2), ("c", 0.1)), asking(("d", 0.3), ("b", 0.25)))
    assert both is not None and both.confidence == 0.4
    assert [(choice.key, choice.score) for choice in both.choices] == [("a", 0.4), ("d", 0.3), ("b", 0.25)]
    assert either(asking(("a", 0.4)), Decision(LOST, 0.9)) is None
    assert either(asking(("a", 0.95)), asking(("b", 0.3))) is None  # namesakes stay among themselves
