"""What a citizen reads of an article: word for word, with where it stands; whole lines where it is too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.answers.clause import answer
from bot.services.policies.quote import excerpt, quote
from tests.nlu.small_law import CARD, DOGS


def test_a_quote_is_marked_and_says_where_it_stands() -> None:
    found = quote(DOGS, DOGS.articles[1])
    assert found.text == (
        "【政策原文】《云江市犬只登记办法》（云江市人民政府令第7号）第四条：\n"
        "逾期不登记的，处二百元罚款。\n"
        "（2024年5月1日起施行。官方文本：https://www.yunjiang.example/quan）"
    )
    assert found.source.as_dict() == {
        "department": "云江市人民政府",
        "basis": "《云江市犬只登记办法》（云江市人民政府令第7号）第四条",
        "url": "https://www.yunjiang.example/quan",
        "valid_from": "2024-05-01",
        "valid_to": None,
        "checked_on": None,
    }


def test_the_last_day_of_a_law_is_the_one_before_its_repeal() -> None:
    found = quote(replace(DOGS, repealed_on=date(2027, 1, 1)), DOGS.articles[0])
    assert found.source.valid_to == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("policy", "no", "says"),
    [
        (DOGS, "第九条", "第九条的原文这里没有收录"),
        (CARD, "第九十条", "一共16条，没有第九十条"),
        (CARD, "第十一条", "没有收录"),
    ],
)
def test_an_article_that_is_not_here(policy: object, no: str, says: str) -> None:
    found = answer(policy, no)  # type: ignore[arg-type]
    assert says in found.text and "https://www.yunjiang.example/quan" in found.text
    assert "政策原文" not in found.text


ITEMS = [
    "有下列情形之一的，处罚款：",
    "（一）甲甲甲甲甲甲；",
    "（二）乙乙乙乙乙乙；",
    "（三）丙丙丙丙丙丙。",
    "情节严重的，拘留。",
]


def test_a_short_article_is_whole() -> None:
    assert excerpt("\n".join(ITEMS)) == ("\n".join(ITEMS), False)


def test_an_item_brings_the_line_that_leads_it() -> None:
    text, shortened = excerpt("\n".join(ITEMS), [3], longest=30)
    assert shortened
    assert text.split("\n") == [ITEMS[0], "……", ITEMS[3], "……"]


def test_without_a_focus_the_beginning_is_quoted() -> None:
    text, _ = excerpt("\n".join(ITEMS), longest=30)
    assert text.split("\n") == [ITEMS[0], ITEMS[1], "……"]


def test_a_line_that_is_too_long_ends_with_a_sentence() -> None:
    line = "甲应当登记。" + "乙应当在三十日内申请；" + "丙可以委托他人代为办理。" * 5
    text, shortened = excerpt(line, longest=25)
    assert (text, shortened) == ("甲应当登记。乙应当在三十日内申请；……", True)


LINES = st.lists(
    st.text("甲乙丙，", min_size=1, max_size=60).map(lambda words: f"{words}。"), min_size=1, max_size=12
)


@given(LINES, st.lists(st.integers(0, 11), max_size=4), st.integers(20, 200))
def test_whatever_is_left_out_what_stands_is_verbatim(
    lines: list[str], focus: list[int], longest: int
) -> None:
    """Whole lines of the article in its order; of one too long, whole sentences of it."""
    focus = [at for at in focus if at < len(lines)]
    text, shortened = excerpt("\n".join(lines), focus, longest)
    shown = [line for line in text.split("\n") if line != "……"]
    assert shown
    rest = iter(lines)
    for line in shown:
        whole = line.removesuffix("……")
        assert any(whole == each or (each.startswith(whole) and whole.endswith("。")) for each in rest)
    assert shortened == (len("\n".join(lines)) > longest)
    if focus:
        assert any(
            line.removesuffix("……") and lines[focus[0]].startswith(line.removesuffix("……")) for line in shown
        )
