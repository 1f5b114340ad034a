"""Words that steer while an application is open: 上一题我填错了, 哪里能查到, 等会儿再说, 改天再填."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker

from bot.actions.controls import Control, control_of
from bot.services.forms.schema import Option
from bot.services.forms.steps import Step

SAID = {
    "back": "上一题我填错了 上一个填错了 前面那个写错了 刚才那个选错了 填错了 哎呀填错了 我刚才写错了 回上一题 改上一题 我要改上一个 上一题 上个题答错了 点错了 上一步填错了怎么改 重新填上一个",
    "why": "这是啥意思 啥意思啊 看不懂 没看懂 不太懂 不明白 哪里能查到 去哪查 在哪里看 怎么查 这个编号在哪儿找 举个例子 解释一下 这题什么意思",
    "wait": "等会儿再说 晚点再填 待会再说 等一下再填 过会儿再填 我先忙会儿 我在忙 等我找找 等一下我去拿户口本 等下我接个电话",
    "left": "还有几题 还要多久 一共多少项 还剩几个问题 快填完了吗 填到哪了 有几题啊 还要填多久",
    "cancel": "改天再填 明天再弄 今天不填了 先放着 先停一下 下次再说 有空再填 查到了再填 算了改天再说 改天吧 下次吧",
}
ANSWERS = "明天 下周 张伟 上一步台球俱乐部 哪里能办 在家 不懂音乐培训 等会儿咖啡店 明天来 晚上 填对了 查到了 还有两个孩子 三个多月 有三项 多久能办好".split()


def step(*titles: str, kind: str = "field") -> Step:
    options = tuple(Option(value=f"v{n}", title=title) for n, title in enumerate(titles))
    return Step(kind, "it", "它", "它？", "choice" if options else "text", options, True, "", 1, 2)  # type: ignore[arg-type]


def tracker() -> Tracker:
    return Tracker(
        "web:test", {}, {"intent": {"name": ""}, "entities": [], "text": ""}, [], False, None, {}, None
    )


def heard(text: str, at: Step | None, *, reviewing: bool = False) -> str | None:
    control = control_of(tracker(), text, reviewing=reviewing, step=at)
    return control.verb if control else None


@pytest.mark.parametrize(("verb", "text"), [(v, t) for v, line in SAID.items() for t in line.split()])
def test_it_steers_an_application(verb: str, text: str) -> None:
    assert heard(text, step()) == verb


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_steers_nothing(text: str) -> None:
    assert heard(text, step()) is None


@pytest.mark.parametrize("text", "改天再填 明天再弄 看不懂 哪里能查到 填错了".split())
def test_a_booking_hears_none_of_them(text: str) -> None:
    assert heard(text, None) in (None, "change")


def test_what_an_option_is_called_is_an_answer() -> None:
    at = step("不清楚", "等会儿再说")
    assert heard("等会儿再说", at) is None
    assert heard("上一题", at) == "back"


def test_in_a_review_it_has_to_be_said_what_is_wrong() -> None:
    at = step(kind="review")
    assert control_of(tracker(), "填错了", reviewing=True, step=at) == Control("change")
    assert heard("上一题填错了", at, reviewing=True) == "back"
    assert heard("今天先不填了", at, reviewing=True) == "cancel"
