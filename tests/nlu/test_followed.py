"""A few words after an answer are about what was answered, unless they name something else or stand for themselves."""

from __future__ import annotations

import pytest

from bot.nlu.aspects import lexicon
from bot.nlu.decide import ASK_ITEM, CLARIFY, FAQ, LOST, Decision
from bot.nlu.followed import LONGEST, followed
from bot.nlu.knowledge import Knowledge
from bot.nlu.normalise import fold_text
from bot.nlu.reading import read
from tests.nlu.small_city import faq, faq_at, item, item_at

RANKING = [("faq", 0.6)]
LOANS = Knowledge(
    [
        item("startup", "创业担保贷款", "创业贷款", "创业贷"),
        item("student", "生源地信用助学贷款", "助学贷款"),
        item("passport", "普通护照首次签发", "护照"),
    ],
    [
        faq("startup_rate", "创业贷款利息谁出", "创业贷利息", "创业贷款利息呢", of="startup"),
        faq("student_rate", "助学贷款利息怎么算", "助学贷款利息", "助学贷款利息呢", of="student"),
        faq("tax", "工资多少开始交税", "要交税吗"),
    ],
    lexicon(),
)


def after(text: str, context: str, decision: Decision) -> Decision:
    reading = read(fold_text(text), LOANS, RANKING)
    return followed(decision, reading, RANKING, LOANS, context)


@pytest.mark.parametrize("item_code", ["startup", "student"])
@pytest.mark.parametrize("left_open", [Decision(LOST, 1.0), Decision(CLARIFY, 0.3), Decision(FAQ, 0.8)])
def test_it_is_about_the_item_of_the_conversation(item_code: str, left_open: Decision) -> None:
    other = faq_at(0.8, "tax")
    decision = Decision(FAQ, 0.8, answer=other) if left_open.intent == FAQ else left_open
    found = after("利息呢", item_code, decision)
    assert found.intent == FAQ and found.answer is not None
    assert found.answer.key == f"{item_code}_rate"


def test_who_names_another_item_has_turned_to_it() -> None:
    decision = Decision(CLARIFY, 0.3)
    assert after("那助学贷款利息呢", "startup", decision) is decision


@pytest.mark.parametrize(
    "decision",
    [
        Decision("complaint", 0.9),
        Decision("emergency_fire", 1.0),
        Decision("thanks", 0.9),
        Decision(ASK_ITEM, 0.9, answer=item_at(0.9, "passport")),
        Decision(FAQ, 1.0, answer=faq_at(1.0, "tax")),
        Decision(FAQ, 0.8, answer=faq_at(0.8, "startup_rate")),
    ],
)
def test_what_is_understood_by_itself_stays(decision: Decision) -> None:
    assert after("利息呢", "startup", decision) is decision


def test_very_few_words_that_another_item_answers_are_asked_about() -> None:
    """Not sure enough for the item of the conversation, and no more about the other."""
    decision = after("谁出呢", "startup", Decision(FAQ, 0.8, answer=faq_at(0.8, "tax")))
    assert decision.intent in (CLARIFY, FAQ)
    first = decision.choices[0] if decision.choices else decision.answer
    assert first is not None and first.key == "startup_rate"


def test_a_long_sentence_stands_for_itself() -> None:
    decision = Decision(LOST, 1.0)
    assert after("利" * (LONGEST + 1), "startup", decision) is decision
    assert after("利息呢", "gone", decision) is decision


def test_a_bare_field_is_answered_from_the_item() -> None:
    decision = Decision(ASK_ITEM, 0.73)
    assert after("多少钱", "startup", decision) is decision
