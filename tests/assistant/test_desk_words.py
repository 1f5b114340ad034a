"""What steers a hand-over, and what is only said to the person."""

from __future__ import annotations

import pytest

from bot.assistant import desk_words
from bot.assistant.desk_words import bare


@pytest.mark.parametrize(
    "text",
    [
        "结束人工", "结束人工服务。", "退出人工", "取消排队", "不等了", "不排队了", "不用人工了", "转回智能助手", "回到助手",
        "返回机器人", "我要结束对话", "结束对话吧", "请结束服务", "取消转人工", "不需要人工服务了",
    ],
)  # fmt: skip
def test_this_ends_it(text: str) -> None:
    assert desk_words.ends(bare(text))


@pytest.mark.parametrize(
    "text",
    [
        "结束", "我想取消预约", "劳动合同结束了怎么办", "服务", "不用了谢谢", "那我等等", "回到户籍地办吗", "取消居住证申请",
        "机器人答不出来", "人工智能公司注册", "结束人工之前再问一句",
    ],
)  # fmt: skip
def test_this_is_said_to_the_person(text: str) -> None:
    assert not desk_words.ends(bare(text))


@pytest.mark.parametrize(
    "text",
    [
        "转人工",
        "我要人工",
        "人工客服",
        "还要等多久？",
        "等多久",
        "排到第几个了",
        "排到哪了",
        "前面还有几个人",
    ],
)
def test_this_asks_for_the_place(text: str) -> None:
    assert desk_words.asks_again(bare(text))


@pytest.mark.parametrize("text", ["人工授精补贴", "办护照要等多久", "前面那个问题", "排到哪天的号"])
def test_this_does_not(text: str) -> None:
    assert not desk_words.asks_again(bare(text))
