"""Reading and deciding: pure functions over a small city, without database or model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.nlu import decide as rules
from bot.nlu.aspects import lexicon
from bot.nlu.decide import CLARIFY, EMERGENCIES, FAQ, LOST, OUT_OF_SCOPE, Decision, decide
from bot.nlu.knowledge import Knowledge
from bot.nlu.normalise import fold_text
from bot.nlu.reading import Candidate, Ranking, Reading, read
from bot.services.catalogue.views import ItemName
from bot.services.faq.view import FaqSourceView, FaqView


def item(code: str, name: str, *aliases: str, origin: str = "city") -> ItemName:
    return ItemName(code, name, aliases, "公安", "云江市", origin, False, f"{name}的办理。")


def faq(
    name: str, question: str, *similar: str, answer: str = "按规定办理。", of: str | None = None
) -> FaqView:
    return FaqView(
        name=name,
        question=question,
        similar=similar,
        answer=answer,
        item=of,
        department="ga",
        category="户政",
        audience=("1",),
        region=None,
        source=FaqSourceView("居民身份证法", "", "第十三条", ""),
        valid_from=None,
        valid_to=None,
        checked_on=date(2026, 1, 1),
    )


KNOWLEDGE = Knowledge(
    [
        item("permit", "居住证首次申领", "居住证", "暂住证"),
        item("passport", "普通护照首次签发", "护照", "办护照"),
        item("renewal", "普通护照换发", "护照换发", "护照到期"),
        item("fund", "租房提取住房公积金", "公积金提取", "提公积金"),
        item("away", "教师资格认定", "教师资格证", origin="外省导入"),
    ],
    [
        faq("id_lost", "身份证被人冒用了怎么办", "捡到我身份证的人拿去贷款怎么办", of="permit"),
        faq("permit_use", "有居住证孩子能上学吗", "居住证能享受什么待遇"),
    ],
    lexicon(),
)


def understood(text: str, ranking: Ranking = (("ask_item", 0.8),), context: str | None = None) -> Decision:
    return decide(read(fold_text(text), KNOWLEDGE, ranking), ranking, context)


def reading(
    text: str = "居住证多少钱",
    *candidates: Candidate,
    content: str = "居住证",
    aspects: tuple[str, ...] = ("fee",),
) -> Reading:
    best_first = tuple(sorted(candidates, key=lambda candidate: -candidate.score))
    return Reading(fold_text(text), content, aspects, False, False, best_first)


def item_at(score: float, key: str = "permit") -> Candidate:
    return Candidate("item", key, key, score, ("fee",))


def faq_at(score: float, key: str = "id_lost") -> Candidate:
    return Candidate("faq", key, key, score)


# Reading


@pytest.mark.parametrize(
    ("text", "key", "aspects"),
    [
        ("居住证多少钱", "permit", ("fee",)),
        ("護照要帶什麼材料？", "passport", ("materials",)),
        ("请问提公积金要几天", "fund", ("time_limit",)),
        ("办户照多少钱", "passport", ("fee",)),  # put right by sound
        ("huzhao多少钱", "passport", ("fee",)),
        ("护照到期在哪里办", "renewal", ("where",)),
    ],
)
def test_an_item_and_its_fields_are_read(text: str, key: str, aspects: tuple[str, ...]) -> None:
    read_as = read(fold_text(text), KNOWLEDGE, [("ask_item", 0.8)])
    assert read_as.best is not None
    assert (read_as.best.kind, read_as.best.key, read_as.best.aspects) == ("item", key, aspects)
    assert read_as.folded == fold_text(text)


def test_candidates_come_best_first_and_are_probabilities() -> None:
    candidates = read(fold_text("居住证护照公积金"), KNOWLEDGE).candidates
    scores = [candidate.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert len({(c.kind, c.key) for c in candidates}) == len(candidates)


def test_a_written_question_is_certain() -> None:
    best = read(fold_text("身份证被人冒用了怎么办？"), KNOWLEDGE).best
    assert best is not None and (best.kind, best.key) == ("faq", "id_lost")
    assert best.score == pytest.approx(1.0, abs=1e-4)


def test_an_imported_item_counts_for_less() -> None:
    here = replace(KNOWLEDGE.items["away"], origin="city")
    city = Knowledge([*(i for i in KNOWLEDGE.items.values() if i.code != "away"), here], [], lexicon())
    away = Knowledge(list(KNOWLEDGE.items.values()), [], lexicon())
    scores = [read("教师资格证多少钱", knowledge).best for knowledge in (city, away)]
    assert scores[0] is not None and scores[1] is not None
    assert scores[1].score < scores[0].score


@pytest.mark.parametrize(
    ("text", "follows"),
    [("那居住证呢", True), ("居住证呢？", True), ("那么护照", True), ("居住证", False), ("办居住证", False)],
)
def test_a_follow_up_is_heard(text: str, follows: bool) -> None:
    assert read(fold_text(text), KNOWLEDGE).follow_up is follows


@pytest.mark.parametrize("text", ["", "天气", "😀", "zzz"])
def test_nothing_to_read(text: str) -> None:
    assert read(fold_text(text), KNOWLEDGE).best is None


def test_an_empty_city_reads_nothing() -> None:
    assert read("居住证多少钱", Knowledge([], [], lexicon())).best is None


# Deciding: emergencies


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


def test_two_or_three_characters_are_not_danger_by_themselves() -> None:
    ranking = [("emergency_medical", 0.4)]
    assert decide(reading("满了", content="", aspects=()), ranking).intent not in EMERGENCIES
    assert decide(reading("满了", content="", aspects=()), [("emergency_medical", 0.6)]).intent in EMERGENCIES


def test_a_question_that_stands_in_the_faq_is_no_alarm() -> None:
    assert decide(reading("家里着火了保险赔吗", faq_at(0.98)), []).intent == FAQ
    assert decide(reading("厨房起火", faq_at(0.5)), []).intent == "emergency_fire"


def test_a_sure_answer_beats_a_faint_alarm() -> None:
    assert decide(reading("居住证", item_at(0.9)), [("emergency_fire", 0.3)]).intent == "ask_item"


# Deciding: the rest, in the order of the rules


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


# Deciding between readings


def test_sure_answers() -> None:
    decision = decide(reading("x", item_at(0.8), faq_at(0.5)), [("ask_item", 0.8)])
    assert (decision.intent, decision.answer) == ("ask_item", item_at(0.8))
    decision = decide(reading("x", faq_at(0.8), item_at(0.5)), [("faq", 0.8)])
    assert (decision.intent, decision.answer) == (FAQ, faq_at(0.8))


def test_likely_answers_only_with_a_lead() -> None:
    assert decide(reading("x", item_at(0.5), faq_at(0.2)), [("ask_item", 0.5)]).intent == "ask_item"
    close = decide(reading("x", item_at(0.5), faq_at(0.4)), [("ask_item", 0.5)])
    assert close.intent == CLARIFY
    assert [choice.key for choice in close.choices] == ["permit", "id_lost"]


def test_alone_answers() -> None:
    assert decide(reading("x", item_at(0.32), faq_at(0.05)), [("ask_item", 0.5)]).intent == "ask_item"
    assert decide(reading("x", item_at(0.32), faq_at(0.2)), [("ask_item", 0.5)]).intent == CLARIFY
    # The classifier is sure that it is a written question, and this is none.
    assert decide(reading("x", item_at(0.32), faq_at(0.05)), [("faq", 0.9)]).intent == CLARIFY


def test_no_more_than_three_choices_and_none_that_is_hopeless() -> None:
    many = [item_at(0.4 - 0.03 * n, f"i{n}") for n in range(5)]
    assert len(decide(reading("x", *many), [("ask_item", 0.5)]).choices) == rules.MAX_CHOICES
    one = decide(reading("x", item_at(0.2), faq_at(0.055)), [("ask_item", 0.5)])
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
    assert decide(reading("一句听不懂的话", aspects=()), [(never, 0.15)]).intent == LOST


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
