"""Several things in one message: the first is answered, the others are offered; a story is no question."""

from __future__ import annotations

from bot.nlu.decide import ASK_ITEM, CLARIFY, Decision, decide
from bot.nlu.normalise import fold_text
from bot.nlu.reading import Candidate, Reading, read
from bot.nlu.several import several
from tests.nlu.small_city import KNOWLEDGE

RANKING = [("ask_item", 0.8)]


def heard(text: str) -> tuple[Decision, Reading, tuple[Candidate, ...]]:
    reading = read(fold_text(text), KNOWLEDGE, RANKING)
    return several(decide(reading, RANKING), reading, RANKING, KNOWLEDGE)


def test_two_items_asked_for_are_answered_in_their_order() -> None:
    decision, reading, also = heard("居住证多少钱？提公积金要带什么材料？")
    assert decision.intent == ASK_ITEM and decision.answer is not None
    assert (decision.answer.key, reading.aspects) == ("permit", ("fee",))
    assert [(each.key, each.aspects) for each in also] == [("fund", ("materials",))]


def test_fields_asked_for_alone_belong_to_the_item_before() -> None:
    left_open = Decision(CLARIFY, 0.3)
    reading = read(fold_text("居住证怎么办，多少钱，要带什么"), KNOWLEDGE, RANKING)
    decision, reading, also = several(left_open, reading, RANKING, KNOWLEDGE)
    assert decision.answer is not None and decision.answer.key == "permit"
    assert {"fee", "materials"} <= set(reading.aspects)
    assert also == ()


def test_one_question_after_a_story_and_one_without_parts_stay_as_they_are() -> None:
    for text in ("我去年搬来这里，居住证多少钱", "居住证多少钱"):
        decision, _, also = heard(text)
        assert decision.answer is not None and decision.answer.key == "permit"
        assert also == ()


def test_what_is_wanted_done_is_left_alone() -> None:
    wish = Decision("start_application", 0.9)
    reading = read(fold_text("我要办居住证，护照多少钱，要带什么"), KNOWLEDGE, RANKING)
    assert several(wish, reading, RANKING, KNOWLEDGE) == (wish, reading, ())
