"""Single mistyped characters are put right, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.typos import Typos, count_pairs, lookalikes

KNOWN = [
    "居住证怎么办",
    "办居住证要什么材料",
    "户口本丢了怎么办",
    "身份证到期换证",
    "我想投诉",
    "投诉电话是多少",
] * 4


@pytest.fixture(scope="module")
def typos() -> Typos:
    return Typos(count_pairs(KNOWN))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("居主证怎么办", "居住证怎么办"),  # the same sound
        ("户囗本丢了怎么办", "户囗本丢了怎么办"),  # no character in common use
        ("我想投拆", "我想投诉"),  # a like shape
        ("身份证导期换证", "身份证到期换证"),
    ],
)
def test_one_character_is_put_right(typos: Typos, typed: str, meant: str) -> None:
    assert typos.corrected(typed) == meant


def test_what_is_about_something_else_stays_as_it_is(typos: Typos) -> None:
    for text in ("今天天气真好啊", "帮我放一首歌", "", "a", "换证到期身份"):
        assert typos.corrected(text) == text


@given(st.sampled_from(KNOWN))
def test_what_is_known_is_never_touched(text: str) -> None:
    assert Typos(count_pairs(KNOWN)).corrected(text) == text


@given(st.text(max_size=40))
def test_any_text_keeps_its_length(text: str) -> None:
    assert len(Typos(count_pairs(KNOWN)).corrected(text)) == len(text)


def test_the_shipped_table_knows_what_looks_alike() -> None:
    table = lookalikes()
    assert len(table) == 3755
    for one, other in ("己已", "拆折", "怔证", "清请", "间问"):
        assert other in table[one]
