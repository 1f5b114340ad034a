"""Case numbers survive bad typing and show every slip."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.services.applications.numbers import new_case_no, normalise_case_no
from bot.services.identity.mask import mask_text

DAYS = st.dates(date(2024, 1, 1), date(2041, 12, 31))
NUMBERS = DAYS.map(lambda day: new_case_no("990100", day))


@given(NUMBERS, st.sampled_from([" ", "-", "　", ""]), st.booleans())
def test_found_however_it_is_typed(number: str, gap: str, lower: bool) -> None:
    typed = gap.join([number[:2], number[2:7], number[7:]])
    typed = typed.replace("0", "O") if lower else typed.lower()
    assert len(number) == 12
    assert normalise_case_no(f" {typed} ") == number
    assert mask_text(f"我的办件{number}到哪了") == f"我的办件{number}到哪了"


@given(NUMBERS, st.integers(0, 11), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXY"))
def test_one_wrong_character_shows(number: str, at: int, ch: str) -> None:
    typed = number[:at] + ch + number[at + 1 :]
    assert (normalise_case_no(typed) is not None) == (ch == number[at])


@given(NUMBERS, st.integers(0, 10))
def test_two_swapped_characters_show(number: str, at: int) -> None:
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert (normalise_case_no(swapped) is not None) == (swapped == number)


@given(st.text(max_size=20))
def test_ordinary_text_is_no_case_number(text: str) -> None:
    number = normalise_case_no(text)
    assert number is None or len(number) == 12


def test_numbers_of_one_day_differ() -> None:
    assert len({new_case_no("990100", date(2026, 11, 23)) for _ in range(500)}) > 490
    assert normalise_case_no("13800138000") is None and normalise_case_no("110101199003") is None
