"""Words in Latin letters and words of a dialect become those of standard Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.plain import plain, plain_text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("gjj提取", "公积金提取"),
        ("GJJ 提取", "公积金提取"),
        ("我的passport过期了", "我的护照过期了"),
        ("housing fund怎么取", "公积金怎么取"),
        ("ID card lost了", "身份证丢了了"),
        ("啷个办居住证", "怎么办居住证"),
        ("办护照几多钱", "办护照多少钱"),
        ("护照冇咗点算", "护照丢了怎么办"),
        ("在不在啊啊啊", "在不在啊"),
        ("护照护照护照多少钱", "护照多少钱"),
        ("居住证居住证居住证居住证", "居住证"),
        ("商量商量再办", "商量商量再办"),
    ],
)
def test_it_is_written_plainly(written: str, meant: str) -> None:
    assert plain_text(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "能不能代办",
        "关系证明",
        "联系电话",
        "usb接口",
        "滴滴打车",
        "金额",
        "做工伤鉴定",
        "这么多钱",
        "app",
        "查g01d1201whatv",
        "91350211ma2xpass01",
    ],
)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert plain_text(text) == text


@given(st.text(max_size=60))
def test_plain_is_plain(text: str) -> None:
    once = plain_text(text)
    assert plain(once) == once or plain(plain(once)) == plain(once)
