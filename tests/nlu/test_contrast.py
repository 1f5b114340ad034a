"""What is meant where a citizen says what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.contrast import meant


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("身份证不是换是补", "身份证补"),
        ("不是到期,是丢了,身份证怎么办", "丢了,身份证怎么办"),
        ("不是护照,是港澳通行证", "港澳通行证"),
        ("我要办的是港澳通行证不是护照", "港澳通行证"),
        ("我不是要换证,我是要补办", "我要补办"),
        ("不要护照要通行证", "通行证"),
        ("身份证不是到期是丢了怎么补", "身份证丢了怎么补"),
        ("不是首次,是换发护照多少钱", "换发护照多少钱"),
        ("是补办,不是换领", "补办"),
        ("等一下,出生医学证明丢了怎么办", "出生医学证明丢了怎么办"),
        ("对了!顺便问一下,护照多少钱", "护照多少钱"),
    ],
)
def test_what_is_denied_is_left_out(said: str, left: str) -> None:
    assert meant(said) == left


@pytest.mark.parametrize(
    "said",
    [
        "是不是要本人去",
        "户口不是本地的,能办居住证吗",
        "要不要预约",
        "不是必须本人去是吗",
        "结婚登记不用预约是吧",
        "外地户口不是本市的可以办吗",
        "能不能不去现场",
        "没有身份证是不是不能办",
        "别人代办行不行",
        "护照多少钱",
    ],
)
def test_a_question_with_a_no_in_it_is_left_whole(said: str) -> None:
    assert meant(said) == said


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("换个问题低保怎么申请", "低保怎么申请"),
        ("那换个问题,身份证到期", "身份证到期"),
        ("还有个事公租房多少钱", "公租房多少钱"),
        ("问个别的事吧护照多久", "护照多久"),
        ("换个问题", "换个问题"),
        ("还有个补贴怎么领", "还有个补贴怎么领"),
    ],
)
def test_turning_to_something_else_is_left_out(said: str, left: str) -> None:
    assert meant(said) == left


@given(st.text(alphabet="不是要想别办换补护照,。?吗我的而", max_size=30))
def test_it_only_ever_leaves_out(said: str) -> None:
    left = iter(said)
    assert all(char in left for char in meant(said))
