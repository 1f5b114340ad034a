"""ID numbers block on the check digit, USCC only warn, hotlines are no mobiles."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.identity.id_number import InvalidIdNumber, parse_id_number
from bot.services.identity.mobile import InvalidMobile, parse_mobile
from bot.services.identity.uscc import check_uscc
from tests.services.people import id_numbers, make_id_number

TODAY = date(2026, 11, 23)


def test_parts_of_an_id_number() -> None:
    parsed = parse_id_number(" １１０１０１-19900307 123" + make_id_number()[-1].lower(), TODAY)
    assert parsed.number == make_id_number()
    assert (parsed.birth_date, parsed.sex, parsed.region_code) == (date(1990, 3, 7), "男", "110101")
    assert parsed.region == "北京市东城区"
    assert (parsed.age(date(2026, 3, 6)), parsed.age(date(2026, 3, 7))) == (35, 36)


@given(id_numbers(), st.integers(0, 17), st.sampled_from("0123456789"))
def test_any_single_typing_error_is_refused(number: str, at: int, digit: str) -> None:
    typed = number[:at] + digit + number[at + 1 :]
    if typed == number:
        assert parse_id_number(typed, TODAY).number == number
        return
    with pytest.raises(InvalidIdNumber, match="对照身份证"):
        parse_id_number(typed, TODAY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "0位"),
        ("110101900307123", "15位"),
        ("11010119900307123", "17位"),
        ("X1010119900307123X", "前17位是数字"),
        ("110101199013071234", "出生日期"),
        (make_id_number(birth=date(2026, 11, 24)), "出生日期"),
        (make_id_number(birth=date(1899, 1, 1)), "出生日期"),
        ("١١٠١٠١١٩٩٠٠٣٠٧١٢٣٤", "前17位是数字"),
    ],
)
def test_refusals_say_what_to_do(text: str, words: str) -> None:
    with pytest.raises(InvalidIdNumber, match=words):
        parse_id_number(text, TODAY)


def test_an_unknown_region_is_no_reason_to_refuse() -> None:
    assert parse_id_number(make_id_number(region="810000"), TODAY).region_code == "810000"
    assert parse_id_number(make_id_number(region="990100"), TODAY).region is None


def test_uscc_warns_and_never_blocks() -> None:
    assert check_uscc("９1110000600037341l").warning is None
    assert "校验位" in (check_uscc("91110000600037341M").warning or "")
    assert "16位" in (check_uscc("9111000060003734").warning or "")
    assert check_uscc("").warning
    assert "格式" in (check_uscc("9111000060003734IL").warning or "")


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 13800138000",
        "0086-13800138000",
        "１３８００１３８０００",
    ],
)
def test_mobiles_as_people_type_them(text: str) -> None:
    assert parse_mobile(text) == "13800138000"


@pytest.mark.parametrize(
    "text", ["12345", "110", "1380013800", "12345678901", "010-12345678", "abc", "", "+1 2025550123"]
)
def test_what_is_no_mobile(text: str) -> None:
    with pytest.raises(InvalidMobile):
        parse_mobile(text)
