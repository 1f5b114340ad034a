"""A few words after an answer are about it, where they name nothing else."""

from __future__ import annotations

from bot.nlu.decide import ASK_BUNDLE, ASK_ITEM, CLARIFY, FAQ, Decision
from bot.nlu.reading import Reading
from bot.nlu.topic import about_topic
from bot.services.faq.topic import of_bundle, of_faq
from tests.nlu.small_city import KNOWLEDGE, faq_at

OPEN = Decision(CLARIFY, 0.3, choices=(faq_at(0.3, "permit_use"),))


def heard(text: str, content: str, named: frozenset[str] = frozenset()) -> Reading:
    return Reading(text, content, ("fee",), False, False, named=named)


def test_a_field_asked_for_after_a_bundle_is_the_bundles() -> None:
    unnamed = Decision(ASK_ITEM, 0.9)
    found = about_topic(unnamed, heard("要多少钱", ""), KNOWLEDGE, of_bundle("birth"))
    assert found.intent == ASK_BUNDLE
    assert found.answer is not None and (found.answer.key, found.answer.aspects) == ("birth", ("fee",))
    named = heard("护照多少钱", "护照", frozenset({"passport"}))
    assert about_topic(unnamed, named, KNOWLEDGE, of_bundle("birth")) is unnamed


def test_what_the_answer_was_about_is_answered_with_it_again() -> None:
    found = about_topic(OPEN, heard("冒用了怎么办", "冒用"), KNOWLEDGE, of_faq("id_lost"))
    assert found.intent == FAQ and found.answer is not None and found.answer.key == "id_lost"


def test_little_that_may_be_about_it_brings_it_among_the_choices() -> None:
    found = about_topic(OPEN, heard("能领多少", "领"), KNOWLEDGE, of_faq("id_lost"))
    assert [choice.key for choice in found.choices] == ["id_lost", "permit_use"]


def test_an_entry_that_is_gone_and_a_sure_answer_change_nothing() -> None:
    assert about_topic(OPEN, heard("冒用", "冒用"), KNOWLEDGE, of_faq("withdrawn")) is OPEN
    sure = Decision(FAQ, 1.0, answer=faq_at(1.0, "permit_use"))
    assert about_topic(sure, heard("冒用", "冒用"), KNOWLEDGE, of_faq("id_lost")) is sure
