"""Every field of a service item in the words a citizen reads, and what is said when it is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.services.answers.fields import FIELDS
from bot.services.catalogue.views import ItemView
from tests.services.shipped import PASSPORT, PERMIT, shipped_items

NOTHING: dict[str, dict[str, Any]] = {
    "conditions": {"accept_condition": ()},
    "materials": {"materials": ()},
    "fee": {"is_fee": None, "fees": (), "fee_explain": "", "fee_basis": None},
    "time_limit": {"anticipate_days": None, "anticipate_explain": "", "promise_days": None},
    "where": {"windows": ()},
    "hours": {"windows": ()},
    "steps": {"steps": ()},
    "legal_basis": {"by_law": ()},
}


@pytest.fixture
def catalogue() -> dict[str, ItemView]:
    return shipped_items()


@pytest.mark.parametrize(
    ("code", "aspect", "words"),
    [
        (PASSPORT, "overview", ["普通护照", "全国任一县级以上"]),
        (PASSPORT, "conditions", ["受理条件：\n1. 具有中华人民共和国国籍", "\n3. "]),
        (PASSPORT, "who", ["本人到场", "16周岁"]),
        (
            PASSPORT,
            "materials",
            [
                "办理“普通护照首次申领”需要以下材料：\n1. ",
                "原件1份",
                "可由数据共享核验的免交",
                "未满16周岁的提供",
            ],
        ),
        (PASSPORT, "steps", ["办理流程：\n1. ", "\n5. "]),
        (PASSPORT, "fee", ["收费标准：", "120元/本", "收费依据：《国家发展改革委", "发改价格〔2019〕914号"]),
        (PASSPORT, "time_limit", ["法定办结时限：15个自然日", "承诺办结时限：7个工作日（云江市）"]),
        (
            PASSPORT,
            "where",
            [
                "办理地点（云江市）：\n1. ",
                "政和路1号",
                "通办范围：全国通办",
                "可以网上办理",
                "需要到现场：1次",
            ],
        ),
        (PASSPORT, "hours", ["办理时间（云江市）：\n1. ", "周一至周六", "法定节假日除外"]),
        (PASSPORT, "online", ["可以网上办理（网上预约）：https://zwfw.yunjiang.example/"]),
        (PASSPORT, "booking", ["支持预约办理", "预约电话：0000-8600120", "办理时间"]),
        (PASSPORT, "result", ["办理结果：普通护照。", "有效期：", "10年"]),
        (PASSPORT, "legal_basis", ["设定依据：\n1. 《中华人民共和国护照法》（主席令第50号）第五条"]),
        (PASSPORT, "contact", ["咨询电话：0000-8600120（云江市）", "办理部门：云江市公安局"]),
        (PASSPORT, "complaint", ["监督投诉电话：12345"]),
        (PERMIT, "fee", ["不收费。", "免收证件工本费", "《居住证暂行条例》（国务院令第663号）第二十一条"]),
        (PERMIT, "time_limit", ["15个自然日", "承诺办结时限：10个自然日（云江市）"]),
        (PERMIT, "where", ["办理地点（云江市）：\n市政务服务中心"]),
        (PERMIT, "legal_basis", ["设定依据：\n《居住证暂行条例》（国务院令第663号）"]),
        ("mz-marriage", "online", ["需要到窗口办理"]),
        ("bdc-query", "online", ["全程不用到现场"]),
        ("wj-birth-service", "time_limit", ["承诺办结时限：当场办结（云江市）"]),
        ("bdc-transfer", "fee", ["符合条件可减免"]),
    ],
)
def test_the_words_of_a_field(
    catalogue: dict[str, ItemView], code: str, aspect: str, words: list[str]
) -> None:
    text = FIELDS[aspect][1](catalogue[code])
    assert [part for part in words if part not in text] == []


@pytest.mark.parametrize("aspect", sorted(FIELDS))
def test_every_field_of_every_shipped_item_has_words(catalogue: dict[str, ItemView], aspect: str) -> None:
    for item in catalogue.values():
        text = FIELDS[aspect][1](item)
        assert text == text.strip() and text, item.code
        assert "None" not in text and "{" not in text and "（）" not in text, (item.code, text)
        assert "暂无资料" not in text or aspect == "fee", (item.code, text)


@pytest.mark.parametrize(("aspect", "missing"), NOTHING.items())
def test_missing_data_is_said_with_the_number_to_call(
    catalogue: dict[str, ItemView], aspect: str, missing: dict[str, Any]
) -> None:
    department = replace(catalogue[PASSPORT].department, address="", hours="")
    item = replace(catalogue[PASSPORT], department=department, **missing)
    text = FIELDS[aspect][1](item)
    assert "暂无资料" in text
    assert item.consult_phone in text


def test_no_result_and_nobody_named(catalogue: dict[str, ItemView]) -> None:
    item = catalogue[PASSPORT]
    nothing = replace(item, result=replace(item.result, name="", validity=""), who="")
    assert "暂无资料" in FIELDS["result"][1](nothing)
    assert FIELDS["who"][1](nothing) == "面向：自然人"


def test_without_windows_the_department_itself_is_named(catalogue: dict[str, ItemView]) -> None:
    item = replace(catalogue[PASSPORT], windows=())
    assert item.department.address in FIELDS["where"][1](item)
    assert item.department.hours in FIELDS["hours"][1](item)


def test_an_unstated_fee_is_never_called_free(catalogue: dict[str, ItemView]) -> None:
    item = replace(catalogue[PERMIT], is_fee=None, fees=(), fee_explain="", fee_basis=None)
    assert "不收费" not in FIELDS["fee"][1](item)
    assert "不收费" not in FIELDS["fee"][1](catalogue["rs-social-card-replace"])


def test_no_booking_needed(catalogue: dict[str, ItemView]) -> None:
    assert "不需要预约" in FIELDS["booking"][1](replace(catalogue[PERMIT], is_schedule=False))


def test_a_material_says_when_it_is_needed_and_what_may_follow_later(catalogue: dict[str, ItemView]) -> None:
    item = catalogue[PERMIT]
    row = replace(
        item.materials[0], need="3", need_label="容缺后补", copies=2, shared=False, when="代办时提供", note=""
    )
    text = FIELDS["materials"][1](replace(item, materials=(row,)))
    assert text.endswith("1. 居民身份证（原件1份，复印件2份，容缺后补）——代办时提供")
