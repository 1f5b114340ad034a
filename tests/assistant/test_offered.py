"""An answer in words to “您想问的是下面哪一个？” means the choice it fits, and nothing where it fits several or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.offered import NONE_OF_THEM, meant

FUND = [
    "购房提取住房公积金",
    "离职（销户）提取住房公积金",
    "租房提取住房公积金",
    "离休、退休提取住房公积金",
    NONE_OF_THEM,
]
PASSPORT = ["普通护照首次申领", "普通护照换发", "普通护照补发", NONE_OF_THEM]
PENSION = ["在几个城市都交过社保，退休在哪里领养老金？", NONE_OF_THEM]


@pytest.mark.parametrize(
    ("typed", "titles", "title"),
    [
        ("买房的", FUND, "购房提取住房公积金"),
        ("我是租房", FUND, "租房提取住房公积金"),
        ("离职那个", FUND, "离职（销户）提取住房公积金"),
        ("我退休了", FUND, "离休、退休提取住房公积金"),
        ("换发", PASSPORT, "普通护照换发"),
        ("是补办", PASSPORT, "普通护照补发"),
        ("都不对", FUND, NONE_OF_THEM),
        ("不是", PENSION, NONE_OF_THEM),
        ("对的", PENSION, PENSION[0]),
        ("嗯", PENSION, PENSION[0]),
    ],
)
def test_what_is_meant(typed: str, titles: list[str], title: str) -> None:
    place = meant(typed, titles)
    assert place is not None
    assert titles[place] == title


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("公积金", FUND),  # all of them
        ("是的", FUND),  # which?
        ("护照多少钱", FUND),
        ("护照换发多少钱", PASSPORT),  # another question about one of them
        ("社保卡怎么办", FUND),
        ("着火了", FUND),
        ("买房的", FUND[:-1]),  # no such question
        ("", FUND),
        ("买房", []),
    ],
)
def test_what_may_be_anything_stays_what_it_is(typed: str, titles: list[str]) -> None:
    assert meant(typed, titles) is None


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=4))
def test_never_a_place_that_is_not_there(typed: str, titles: list[str]) -> None:
    place = meant(typed, [*titles, NONE_OF_THEM])
    assert place is None or 0 <= place <= len(titles)
