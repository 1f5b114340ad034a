"""A form definition that would confuse a citizen is refused, in words its writer understands."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.services.forms.schema import InvalidForm, parse_form
from tests.services.city import form_body


def test_the_shipped_form_is_complete() -> None:
    form = parse_form(form_body())
    assert [question.key for question in form.eligibility] == ["local_household", "half_year", "ground"]
    assert form.consent is not None
    assert all(field.help for field in form.fields)
    assert {field.key for field in form.fields if not field.required} == {"employer_uscc", "remark"}


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("fields",), [], "fields"),
        (("fields", 0, "input"), "color", "input"),
        (("fields", 0, "colour"), "red", "colour"),
        (("fields", 0, "key"), "review", "保留的名称"),
        (("fields", 0, "key"), "id_number", "重复出现"),
        (("fields", 0, "pattern"), "x+", "要有 message"),
        (("fields", 0, "min"), "today", "应当是数字"),
        (("fields", 0, "options"), [{"value": "a", "title": "甲"}], "才能有 options"),
        (("fields", 0, "shown_if"), {"key": "ground", "in": ["nothing"]}, "shown_if"),
        (("fields", 0, "shown_if"), {"key": "delivery", "in": ["mail"]}, "shown_if"),
        (("fields", 4, "max"), "in a while", "不是日期"),
        (("fields", 4, "max"), 6, "应当是日期"),
        (("eligibility", 2, "options"), [{"value": "work", "title": "就业"}], "两个不同的"),
        (("eligibility", 0, "options"), [{"value": "no", "title": "否"}], "依次是 yes、no"),
        (("eligibility", 0, "refuse", 0, "when"), ["maybe"], "不在 options"),
        (("eligibility", 0, "input"), "text", "input"),
        (("consent",), None, "要有 consent"),
    ],
)
def test_refused(path: tuple[Any, ...], value: Any, words: str) -> None:
    body = copy.deepcopy(form_body())
    place = body
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    with pytest.raises(InvalidForm, match=words):
        parse_form(body)
