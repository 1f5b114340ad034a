"""Every number that is printed is found again, however somebody types it off a receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entities.counted import find_counted
from bot.nlu.normalise import normalise
from bot.services.applications.numbers import new_case_no
from bot.services.matters import BOOKING, ORDER, find_matter_no, new_matter_no

KINDS = {"": "application", BOOKING: "appointment", ORDER: "work_order"}


def in_groups(number: str) -> str:
    """As it is read aloud: 01 D1123 K7QDF."""
    return f"{number[:-10]} {number[-10:-5]} {number[-5:]}"


_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
TYPED: dict[str, Callable[[str], str]] = {
    "as printed": lambda number: number,
    "small": lambda number: number.lower(),
    "wide": lambda number: number.translate(_WIDE),
    "with marks": lambda number: f" {number}。",
    "in a sentence": lambda number: f"我的编号是{number}，办到哪了",
    "after words": lambda number: f"查一下{number.lower()}",
    "before words": lambda number: f"编号：{number.translate(_WIDE)}谢谢",
    "read out in groups": lambda number: in_groups(number),
    "groups in a sentence": lambda number: f"帮我查{in_groups(number)}的进度",
    "with dashes": lambda number: f"{number[:-10]}-{number[-10:-5]}-{number[-5:]}",
}
NUMBERS = st.builds(
    lambda kind, region, day: (
        KINDS[kind],
        new_matter_no(kind, region, day) if kind else new_case_no(region, day),
    ),
    st.sampled_from(sorted(KINDS)),
    st.from_regex(r"[1-9][0-9]{5}", fullmatch=True),
    st.dates(date(2024, 1, 1), date(2041, 12, 31)),
)


@given(NUMBERS, st.sampled_from(sorted(TYPED)))
def test_what_is_asked_for_is_found(printed: tuple[str, str], way: str) -> None:
    kind, number = printed
    found = find_matter_no(TYPED[way](number))
    assert found is not None and (found.kind, found.number) == (kind, number)


@given(NUMBERS, st.sampled_from(sorted(TYPED)))
def test_it_is_heard_in_what_a_citizen_says(printed: tuple[str, str], way: str) -> None:
    """As the conversation hears it: an entity of the message, which then names the matter."""
    kind, number = printed
    text = normalise(TYPED[way](number)).gapped().text
    heard = [each.value for each in find_counted(text, date(2026, 12, 1)) if each.entity == "case_no"]
    assert len(heard) == 1
    found = find_matter_no(heard[0])
    assert found is not None and (found.kind, found.number) == (kind, number)
