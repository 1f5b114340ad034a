"""When a law is quoted: asked for by name, or nothing else answers and the article is sure."""

from __future__ import annotations

import pytest

from bot.nlu.clauses import Clause
from bot.nlu.decide import CLARIFY, EMERGENCIES, FAQ, LOST, OUT_OF_SCOPE, Decision
from bot.nlu.quoting import ASK_CLAUSE, cited, is_unanswered, quoted
from bot.services.policies.view import ClauseKey
from tests.nlu.small_city import faq_at, item_at

KEY = ClauseKey("中华人民共和国居民身份证法", "第十条")
LIKELY, SURE, CERTAIN = Clause(KEY, 0.6), Clause(KEY, 0.85, (3, 1)), Clause(KEY, 0.97)


@pytest.mark.parametrize("danger", sorted(EMERGENCIES))
def test_danger_goes_before_a_citation(danger: str) -> None:
    decision = Decision(danger, 1.0)
    assert cited(decision, KEY) is decision
    assert quoted(decision, CERTAIN, []) is decision


def test_a_wish_that_gives_its_reasons_stays_a_wish() -> None:
    """按消费者权益保护法第五十五条，我要投诉这家店."""
    assert cited(Decision("complaint", 0.8), KEY).intent == "complaint"
    assert cited(Decision("complaint", 0.2), KEY).intent == ASK_CLAUSE


@pytest.mark.parametrize(
    "decision", [Decision(LOST, 0.9), Decision("greet", 0.9), Decision(FAQ, 0.9, faq_at(0.9))]
)
def test_an_article_that_is_named_is_what_is_meant(decision: Decision) -> None:
    found = cited(decision, KEY)
    assert found.intent == ASK_CLAUSE and found.answer is not None
    assert (found.answer.kind, found.answer.key, found.answer.title) == (
        "clause",
        str(KEY),
        "《居民身份证法》第十条",
    )


@pytest.mark.parametrize(
    "decision",
    [
        Decision(FAQ, 0.4, faq_at(0.4)),
        Decision("ask_item", 0.7, item_at(0.7)),
        Decision("greet", 0.6),
        Decision("start_application", 0.8, item_at(0.3)),
        Decision("emergency_fire", 0.2),
        Decision("ask_department", 0.6),
    ],
)
def test_what_is_answered_or_wanted_stays(decision: Decision) -> None:
    assert not is_unanswered(decision)
    assert quoted(decision, CERTAIN, []) is decision


@pytest.mark.parametrize("decision", [Decision(LOST, 0.95), Decision(CLARIFY, 0.5), Decision("thanks", 0.08)])
def test_where_nothing_answers_the_article_does(decision: Decision) -> None:
    found = quoted(decision, SURE, [])
    assert (found.intent, found.confidence) == (ASK_CLAUSE, 0.85)
    assert found.answer is not None and found.answer.lines == (3, 1)
    assert quoted(decision, None, []) is decision
    assert quoted(decision, LIKELY, []) is decision


def test_choices_stand_under_what_is_quoted_or_the_article_among_them() -> None:
    unlikely, likely = (faq_at(0.2), item_at(0.1)), (faq_at(0.4), item_at(0.1))
    assert quoted(Decision(CLARIFY, 0.2, choices=unlikely), SURE, []).choices == unlikely
    for choices, clause in ((unlikely, LIKELY), (likely, SURE)):
        asked = quoted(Decision(CLARIFY, choices[0].score, choices=choices), clause, [])
        assert asked.intent == CLARIFY
        assert [choice.kind for choice in asked.choices] == ["faq", "item", "clause"]
    assert quoted(Decision(CLARIFY, 0.4, choices=likely), CERTAIN, []).intent == ASK_CLAUSE


def test_an_item_that_is_named_goes_before_the_law() -> None:
    """租房能提公积金吗: the law says yes, the item says how."""
    asked = quoted(Decision(CLARIFY, 0.2, choices=(item_at(0.2),)), CERTAIN, [], names_item=True)
    assert asked.intent == CLARIFY
    assert [choice.kind for choice in asked.choices] == ["item", "clause"]


def test_beside_a_likelier_choice_the_law_is_not_offered() -> None:
    decision = Decision(CLARIFY, 0.99, choices=(item_at(0.99), item_at(0.99, "passport")))
    assert quoted(decision, CERTAIN, []) is decision


def test_none_of_a_governments_business_is_no_matter_of_law() -> None:
    assert quoted(Decision(OUT_OF_SCOPE, 0.9), CERTAIN, [(OUT_OF_SCOPE, 0.9)]).intent == OUT_OF_SCOPE
    assert quoted(Decision(OUT_OF_SCOPE, 0.5), CERTAIN, [(OUT_OF_SCOPE, 0.5)]).intent == ASK_CLAUSE
