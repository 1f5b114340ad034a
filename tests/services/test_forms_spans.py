"""Lengths of time held against a limit: the rule in general, by numbers that are made up, and what people say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.forms.bounds import add_months
from bot.services.forms.checks import check
from bot.services.forms.limits import check_limit, reached, say_limit
from bot.services.forms.outcome import Accepted, Refused
from bot.services.forms.schema import Eligibility, InvalidForm, parse_form
from bot.services.forms.spans import spans
from tests.services.city import form_body

TODAY = date(2026, 11, 23)
LIMITS = {"3 months": 3, "6 months": 6, "1 year": 12, "15 years": 180}
WRITTEN = "零一二三四五六七八九十"


def written(number: int) -> str:
    """Up to 99, as people write it."""
    tens, ones = divmod(number, 10)
    if number == 2:
        return "两"
    head = "" if not tens else "十" if tens == 1 else f"{WRITTEN[tens]}十"
    return head + (WRITTEN[ones] if ones or not tens else "")


def verdict(text: str, limit: str = "1 year", ask: str = "缴费满1年了吗？") -> str | None:
    return reached(text, limit, ask, TODAY)


limits = st.sampled_from(sorted(LIMITS))
months = st.integers(1, 11)
years = st.integers(1, 40)
around = st.sampled_from(
    ["{}", "交了{}", "才{}", "已经{}了", "我都住了{}了", "一共{}", "刚满{}", "有{}了吧", "整整{}"]
)


@given(limits, months, around, st.booleans())
def test_so_many_months(limit: str, count: int, words: str, in_words: bool) -> None:
    said = words.format(f"{written(count) if in_words else count}个月")
    assert verdict(said, limit) == ("yes" if count >= LIMITS[limit] else "no"), said


@given(limits, years, around, st.booleans())
def test_so_many_years(limit: str, count: int, words: str, in_words: bool) -> None:
    said = words.format(f"{written(count) if in_words else count}年")
    assert verdict(said, limit) == ("yes" if 12 * count >= LIMITS[limit] else "no"), said


@given(limits, years, months, st.sampled_from(["零", "又", "", "加"]))
def test_years_and_months(limit: str, count: int, more: int, between: str) -> None:
    said = f"交了{count}年{between}{more}个月"
    assert verdict(said, limit) == ("yes" if 12 * count + more >= LIMITS[limit] else "no"), said


@given(limits, years)
def test_a_little_more_is_never_less(limit: str, count: int) -> None:
    for said in (f"{count}年多", f"{written(count)}年多了", f"不止{count}年", f"至少{count}年"):
        assert verdict(said, limit) in ("yes", None if 12 * count < LIMITS[limit] else "yes", "no")
        if 12 * count >= LIMITS[limit]:
            assert verdict(said, limit) == "yes", said


@given(limits, years)
def test_less_than_the_limit_is_not_enough(limit: str, count: int) -> None:
    for said in (
        f"不到{count}年",
        f"{written(count)}年不到",
        f"没满{count}年",
        f"快{count}年了",
        f"还没有{count}年",
    ):
        if 12 * count <= LIMITS[limit]:
            assert verdict(said, limit) == "no", said
        else:
            assert verdict(said, limit) != "no" or 12 * count * 0.75 < LIMITS[limit], said


@given(limits, st.integers(1, 30))
def test_what_still_lacks_is_not_reached(limit: str, count: int) -> None:
    for said in (f"还差{count}个月", f"还要{written(count)}个月", f"再过{count}天"):
        assert verdict(said, limit) == "no", said


@given(limits, st.integers(0, 40 * 365))
def test_a_beginning_counts_from_its_day(limit: str, days: int) -> None:
    day = TODAY - timedelta(days=days)
    expected = "yes" if add_months(day, LIMITS[limit]) <= TODAY else "no"
    for said in (
        f"{day.year}年{day.month}月{day.day}日开始交的",
        f"我是{day.year}年{day.month}月{day.day}号来的",
    ):
        assert verdict(said, limit) == expected, said


@given(limits, st.integers(1, 40))
def test_a_year_alone_is_any_day_of_it(limit: str, back: int) -> None:
    year = TODAY.year - back
    if back * 12 - 12 >= LIMITS[limit]:
        assert verdict(f"{year}年就开始交了", limit) == "yes"
    else:
        found = verdict(f"{year}年就开始交了", limit)
        latest, earliest = date(year, 12, 31), date(year, 1, 1)
        if add_months(earliest, LIMITS[limit]) > TODAY:
            assert found == "no"
        elif add_months(latest, LIMITS[limit]) > TODAY:
            assert found is None


@given(st.text(max_size=40))
@settings(max_examples=300)
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    assert verdict(text) in ("yes", "no", None)
    assert verdict(text, "16 years old") in ("yes", "no", None)


@given(st.lists(st.sampled_from("一二三十半多几个年月天周岁不没满快差还再过了断交住0123"), max_size=14))
@settings(max_examples=300)
def test_no_mixture_of_its_own_words_breaks_it(parts: list[str]) -> None:
    said = "".join(parts)
    assert all(0 <= span.low <= span.high for span in spans(said)), said
    assert verdict(said) in ("yes", "no", None)


UNDECIDED = """差不多一年 一年左右 大概一年 去年来的吧可能 交了八个月，后来又交了五个月 中间断了三个月，一共交了两年 半年没交了
    去年三月辞职的 2019年交过 从2019年交到2020年 一天都没断过 我三十岁了 不是一年 满一年要多久 交了几年了 没多久""".split()


@pytest.mark.parametrize("said", UNDECIDED)
def test_what_may_be_either_is_asked_again(said: str) -> None:
    assert verdict(said) is None


def test_what_was_broken_off_is_not_without_a_break() -> None:
    said = "断断续续交了三年"
    assert verdict(said) == "yes"
    assert verdict(said, "3 months", "您连续足额缴存满3个月了吗？") is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("35", "yes"),
        ("三十五了", "yes"),
        ("我今年四十多", "yes"),
        ("十六周岁", "yes"),
        ("15岁", "no"),
        ("快十六了", "no"),
        ("05年的", "yes"),
        ("我1990年出生", "yes"),
        ("2015年生的", "no"),
        ("工作三年了", None),
        ("2019年来的", None),
    ],
)
def test_an_age_is_years_of_life(said: str, expected: str | None) -> None:
    assert verdict(said, "16 years old", "您年满16周岁了吗？") == expected


def question(**more: Any) -> Eligibility:
    body = {"key": "it", "ask": "缴费满1年了吗？", "input": "yes_no", "at_least": "1 year", **more}
    return Eligibility.model_validate(body)


def test_the_answer_says_how_it_was_taken() -> None:
    taken = check(question(), "交了两年多", TODAY)
    assert isinstance(taken, Accepted) and taken.value == "yes" and "满1年" in taken.note
    plain = check(question(), "满了", TODAY)
    assert isinstance(plain, Accepted) and not plain.note
    both = check(question(), "满了，都三年了", TODAY)
    assert isinstance(both, Accepted) and both.value == "yes"


def test_a_contradiction_is_asked_about() -> None:
    asked = check(question(), "满了，才三个月", TODAY)
    assert isinstance(asked, Refused) and "满没满1年" in asked.message and "四个月" in asked.message


def test_without_a_limit_a_length_is_no_answer() -> None:
    assert isinstance(check(question(at_least=""), "三年", TODAY), Refused)


@pytest.mark.parametrize(
    ("limit", "words"), [("6 months", "6个月"), ("1 year", "1年"), ("16 years old", "16周岁")]
)
def test_a_limit_is_said_in_words(limit: str, words: str) -> None:
    assert check_limit(limit) == limit and say_limit(limit) == words


def test_a_form_with_a_limit_that_is_none_is_refused() -> None:
    for at_least in ("一年", "1", "12 days"):
        body = form_body()
        body["eligibility"][1]["at_least"] = at_least
        with pytest.raises(InvalidForm, match="时长"):
            parse_form(body)
    body = form_body()
    body["eligibility"][2]["at_least"] = "1 year"  # a choice
    with pytest.raises(InvalidForm, match="yes_no"):
        parse_form(body)
