"""Answers composed of fields, written answers, and the source each carries."""

from __future__ import annotations

from datetime import date

import pytest

from bot.services.answers import faq as faq_answers
from bot.services.answers import item as item_answers
from bot.services.answers.fields import FIELDS
from bot.services.catalogue.views import ItemView
from bot.services.faq.view import FaqSourceView, FaqView
from tests.services.shipped import PASSPORT, PERMIT, shipped_items


@pytest.fixture
def catalogue() -> dict[str, ItemView]:
    return shipped_items()


def test_the_guide_has_its_sections(catalogue: dict[str, ItemView]) -> None:
    answer = item_answers.answer(catalogue[PERMIT], [])
    assert answer.text.startswith("【居住证首次申领】")
    assert [section.title for section in answer.sections] == [
        "受理条件",
        "申请材料",
        "办理流程",
        "收费",
        "办理时限",
        "办理地点",
    ]
    assert all(section.text for section in answer.sections)


@pytest.mark.parametrize("aspects", [("overview",), ("no_such_aspect",), ()])
def test_without_a_field_the_guide_is_given(catalogue: dict[str, ItemView], aspects: tuple[str, ...]) -> None:
    assert item_answers.answer(catalogue[PERMIT], aspects).sections


def test_an_answer_names_the_item_once(catalogue: dict[str, ItemView]) -> None:
    fee = item_answers.answer(catalogue[PASSPORT], ["fee"]).text
    assert fee.startswith("办理“普通护照首次申领”")
    time = item_answers.answer(catalogue[PASSPORT], ["time_limit"]).text
    assert time.startswith("【普通护照首次申领】法定办结时限")


def test_several_fields_are_answered_together(catalogue: dict[str, ItemView]) -> None:
    text = item_answers.answer(catalogue[PASSPORT], ["fee", "materials"]).text
    assert text.index("120元/本") < text.index("需要以下材料")
    assert (
        item_answers.answer(catalogue[PASSPORT], ["fee", "unknown"]).text
        == item_answers.answer(catalogue[PASSPORT], ["fee"]).text
    )


def test_a_legal_fact_names_its_law(catalogue: dict[str, ItemView]) -> None:
    source = item_answers.answer(catalogue[PASSPORT], ["materials"]).source
    assert source.basis.startswith("《中华人民共和国护照法》")
    assert source.department == "国家移民管理局"
    assert source.checked_on is not None


def test_a_fee_names_the_basis_of_the_fee(catalogue: dict[str, ItemView]) -> None:
    source = item_answers.answer(catalogue[PASSPORT], ["fee"]).source
    assert "发改价格〔2019〕914号" in source.basis
    assert source.valid_from is None  # since when the passport law holds says nothing about the fee
    assert "flk.npc.gov.cn" not in source.url
    assert "护照法" in item_answers.answer(catalogue[PASSPORT], ["fee", "materials"]).source.basis


@pytest.mark.parametrize("aspect", ["where", "hours", "online", "booking", "contact", "complaint"])
def test_a_local_fact_names_the_city(catalogue: dict[str, ItemView], aspect: str) -> None:
    source = item_answers.answer(catalogue[PASSPORT], [aspect]).source
    assert source.basis == "云江市公布的办事信息"
    assert source.department.startswith("云江市")


def test_every_shipped_answer_has_a_source(catalogue: dict[str, ItemView]) -> None:
    for item in catalogue.values():
        for aspect in FIELDS:
            source = item_answers.answer(item, [aspect]).source.as_dict()
            assert source["department"] and source["basis"] and source["checked_on"], (item.code, aspect)


def test_a_written_answer_is_given_verbatim() -> None:
    view = FaqView(
        name="x",
        question="问",
        similar=(),
        answer="第一行\n第二行 {不动} ${也不动}",
        item=None,
        department="ga",
        category="c",
        audience=("1",),
        region=None,
        source=FaqSourceView("居民身份证法", "主席令第4号", "第十三条", "https://www.gov.cn/a"),
        valid_from=date(2024, 1, 1),
        valid_to=None,
        checked_on=date(2026, 1, 2),
    )
    answer = faq_answers.answer(view, "云江市公安局")
    assert answer.text == view.answer
    assert answer.source.as_dict() == {
        "department": "云江市公安局",
        "basis": "《居民身份证法》（主席令第4号）第十三条",
        "url": "https://www.gov.cn/a",
        "valid_from": "2024-01-01",
        "valid_to": None,
        "checked_on": "2026-01-02",
    }
