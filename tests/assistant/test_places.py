"""Which choice a number or an ordinal means."""

from __future__ import annotations

import pytest

from bot.assistant.messages import place_of


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("1", 0), ("3", 2), ("第一个", 0), ("第2个", 1), ("选第三个", 2), ("就第一个吧", 0), ("最后一个", 2), ("第二", 1),
        ("0", None), ("4", None), ("第四个", None), ("第九十九个", None), ("123", None), ("第一个孩子", None),
        ("一个", None), ("²", None), ("", None), ("护照", None),
    ],
)  # fmt: skip
def test_of_three(typed: str, place: int | None) -> None:
    assert place_of(typed, 3) == place


def test_of_none() -> None:
    assert place_of("最后一个", 0) is None and place_of("1", 0) is None
