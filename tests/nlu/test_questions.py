"""How well held-out questions are understood: floors a little under what is measured, so that a regression shows.

``python -m bot evaluate understanding`` prints the figures themselves; docs/quality.md keeps them.
"""

from __future__ import annotations

import pytest

from bot.evaluation.questions import Question, is_danger
from bot.evaluation.understanding import judge, table
from bot.nlu.decide import EMERGENCIES
from bot.nlu.knowledge import knowledge_base
from tests.nlu.conftest import Parsed

Table = dict[str, dict[str, float | int]]

# kind → (at least right, at least right or among the choices, at most wrong)
FLOORS = {
    "item": (0.50, 0.84, 0.03),
    "faq": (0.40, 0.82, 0.05),
    "small_talk": (0.77, 0.77, 0.11),
    "out_of_scope": (0.90, 0.90, 0.08),
    "emergency": (0.95, 0.95, 0.04),
    "not_emergency": (0.95, 0.95, 0.05),
}
FEWEST = {
    "item": 250,
    "faq": 600,
    "small_talk": 120,
    "out_of_scope": 70,
    "emergency": 90,
    "not_emergency": 40,
}


@pytest.fixture(scope="module")
def figures(held_out: list[tuple[Question, Parsed]]) -> Table:
    faq_items = {name: faq.item for name, faq in knowledge_base.current().faqs.items()}
    return table(judge(question, parsed, faq_items) for question, parsed in held_out)


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_understanding_has_not_got_worse(figures: Table, kind: str) -> None:
    row = figures[kind]
    right, known, wrong = FLOORS[kind]
    assert row["right"] >= right, row
    assert row["right"] + row["offered"] >= known, row
    assert row["wrong"] <= wrong, row


def test_every_kind_is_measured_on_enough_questions(figures: Table) -> None:
    assert set(figures) == set(FLOORS)
    assert {kind: row["n"] for kind, row in figures.items() if row["n"] < FEWEST[kind]} == {}


def test_danger_is_known_by_its_name(held_out: list[tuple[Question, Parsed]]) -> None:
    intents = {question.intent for question, _ in held_out if question.intent} | EMERGENCIES
    assert {intent for intent in intents if is_danger(intent)} == EMERGENCIES


def test_every_question_names_something_that_exists(held_out: list[tuple[Question, Parsed]]) -> None:
    knowledge = knowledge_base.current()
    unknown = [
        question.text
        for question, _ in held_out
        if (question.item and question.item not in knowledge.items)
        or (question.faq and question.faq not in knowledge.faqs)
    ]
    assert unknown == []


def test_the_held_out_questions_are_held_out(held_out: list[tuple[Question, Parsed]]) -> None:
    """None of them stands word for word among the published questions."""
    from bot.nlu.normalise import fold_text

    published = {
        fold_text(text)
        for faq in knowledge_base.current().faqs.values()
        for text in (faq.question, *faq.similar)
    }
    assert [question.text for question, _ in held_out if fold_text(question.text) in published] == []
