"""What is typed is folded alike, and a question is told from an answer."""

from __future__ import annotations

import pytest

from bot.services.forms.heard import asks, fold, key_of


def test_width_and_traditional_characters_fold_one_by_one() -> None:
    assert fold("合法穩定住所１") == "合法稳定住所1"
    assert key_of(" 滿 了。") == "满了"
    assert fold("計程車") == "计程车"  # no word is rewritten


@pytest.mark.parametrize(
    "text",
    [
        "要交什么",
        "要交什麼",
        "备案吗",
        "是不是",
        "行不行",
        "算不算",
        "可以不",
        "哪个好",
        "租房？",
        "几天能办",
        "满了没有",
    ],
)
def test_a_question_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text", ["不", "不不不", "没有", "还没", "什么都没有", "现在不在", "差几天", "没有呢", "满了", "租房"]
)
def test_an_answer_does_not(text: str) -> None:
    assert not asks(text)
