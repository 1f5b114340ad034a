"""One identity number belongs to one person of a form, whatever fields the form has."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.forms.outcome import Accepted, Refused
from bot.services.forms.persons import same_number
from bot.services.forms.schema import FormDefinition, InvalidForm, parse_form
from bot.services.forms.whole import checked
from tests.services.people import id_numbers, make_id_number

TODAY = date(2026, 11, 23)
CONSENT = {
    "purpose": "核对身份",
    "collects": ["公民身份号码"],
    "basis": {
        "title": "中华人民共和国个人信息保护法",
        "doc_no": "主席令第九十一号",
        "article": "第十三条",
        "url": "https://www.gov.cn",
    },
    "otherwise": "到窗口办理",
}


def form_with(*fields: dict[str, Any]) -> FormDefinition:
    plain = {"input": "id_number", "personal": True}
    married = {"key": "marital", "label": "婚姻", "input": "yes_no", "personal": True}
    asked = [{**plain, "label": f"{each['key']}的号码", **each} for each in fields]
    return parse_form({"version": 1, "consent": CONSENT, "fields": [married, *asked]})


THREE = form_with(
    {"key": "mine"}, {"key": "spouse", "shown_if": {"key": "marital", "in": ["yes"]}}, {"key": "child"}
)
KEYS = st.sampled_from(["mine", "spouse", "child"])


@given(
    numbers=st.dictionaries(KEYS, id_numbers(), max_size=3),
    married=st.sampled_from(["yes", "no"]),
    key=KEYS,
    value=id_numbers(),
    take=st.booleans(),
)
def test_a_number_is_refused_exactly_when_another_person_who_is_asked_for_has_it(
    numbers: dict[str, str], married: str, key: str, value: str, take: bool
) -> None:
    if take and numbers:
        value = min(numbers.values())
    question = THREE.field(key)
    assert question is not None
    answers = {"marital": married, **numbers}
    counts = {name for name in numbers if name != "spouse" or married == "yes"}
    taken = any(numbers[other] == value for other in counts - {key})
    outcome = checked(THREE, question, value, answers, TODAY)
    assert isinstance(outcome, Refused) == taken
    if isinstance(outcome, Refused):
        assert value not in outcome.message and question.label in outcome.message


@given(number=id_numbers())
def test_however_it_is_typed(number: str) -> None:
    child = THREE.field("child")
    assert child is not None
    typed = f"是 {number[:6]} {number[6:14]} {number[14:].lower()}"
    assert isinstance(checked(THREE, child, typed, {"marital": "no", "mine": number}, TODAY), Refused)
    assert isinstance(checked(THREE, child, typed, {"marital": "no"}, TODAY), Accepted)


@pytest.mark.parametrize("declares", ["mine", "other"])
def test_who_may_be_the_same_person_is_declared_on_either_side(declares: str) -> None:
    other = {"mine": "other", "other": "mine"}[declares]
    fields = [
        {"key": key, **({"same_person": [other]} if key == declares else {})} for key in ("mine", "other")
    ]
    form = form_with(*fields)
    question = form.field("other")
    assert question is not None
    assert same_number(form, question, make_id_number(), {"mine": make_id_number()}) is None


def test_one_label_is_one_person() -> None:
    """Two items of a 一件事 may each ask for the spouse."""
    form = form_with({"key": "one", "label": "配偶公民身份号码"}, {"key": "two", "label": "配偶公民身份号码"})
    question = form.field("two")
    assert question is not None
    assert same_number(form, question, make_id_number(), {"one": make_id_number()}) is None


@pytest.mark.parametrize(
    "field",
    [
        {"key": "name", "input": "name", "label": "姓名", "same_person": ["mine"]},
        {"key": "other", "same_person": ["nobody"]},
        {"key": "other", "same_person": ["other"]},
        {"key": "other", "same_person": ["marital"]},
    ],
)
def test_a_declaration_that_means_nothing_is_no_form(field: dict[str, Any]) -> None:
    with pytest.raises(InvalidForm):
        form_with({"key": "mine"}, field)
