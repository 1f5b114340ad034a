"""Words that steer a form rather than fill it: 取消, 上一步, 跳过, 为什么, 修改手机号 …"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from rasa_sdk import Tracker

from bot.actions.asked import entity
from bot.actions.digress import intent_of
from bot.services.forms.heard import fold

Verb = Literal[
    "confirm", "change", "cancel", "skip", "back", "why", "pick", "file", "restart", "resend", "wait"
]


class Control(NamedTuple):
    verb: Verb
    value: str | None = None


_BUTTONS: dict[str, Verb] = {
    "form_confirm": "confirm",
    "form_change": "change",
    "form_cancel": "cancel",
    "form_skip": "skip",
    "form_back": "back",
    "form_pick": "pick",
    "form_file": "file",
    "cancel": "cancel",
    "skip": "skip",
    "go_back": "back",
    "restart_conversation": "restart",
}
_TYPED: tuple[tuple[Verb, re.Pattern[str]], ...] = (
    (
        "cancel",
        re.compile(
            r"(?:(?:那|我)?(?:就|先|还是)?要?(?:取消|退出|不办了|不填了|不弄了|不搞了|不申请了|不想[办填弄]了|算了|停止|放弃)"
            r"(?:申请|办理|填写|吧|啊|啦|了)*)+"
        ),
    ),
    ("back", re.compile(r"(?:返回|上一步|上一个|上一项|退回|回到上一步|后退|返回上一步|回上一步)")),
    ("skip", re.compile(r"(?:跳过|略过|不填|先不填|没有就跳过|下一个|下一项)")),
    (
        "why",
        re.compile(
            r"(?:你们?|政府|系统)?(?:要|问|填|收集|拿)(?:这个|这些|我的?|人家的?)?.{0,8}(?:干嘛|干什么|干啥|做什么|做啥|有什么用|有啥用|什么用|啥用)(?:呢|啊|呀|的)?[?？]?|"
            r"(?:为什么|为啥|干嘛|凭什么)(?:要?)(?:填|问|提供|给|收集|知道)?(?:这个|这些|我的)?.{0,8}[?？]?|有什么用[?？]?|干什么用[?？]?"
        ),
    ),
    (
        "why",
        re.compile(
            r".{0,6}(?:怎么|咋|如何)(?:填|写|输入?|选)(?:呢|啊|呀)?[?？]?|(?:填|写|选)(?:什么|啥|哪个)(?:好|合适)?(?:呢|啊)?[?？]?|这?(?:个|里)?是?(?:什么|啥)意思[?？]?"
        ),
    ),
    (
        "wait",
        re.compile(
            r"(?:请|麻烦)?(?:等一下|稍等|等等|等下|等会儿?|等我一下|稍等一下|别急|慢点|马上)(?:啊|哈|吧)*(?:我?(?:去|再)?(?:找|想|看|拿|翻|问)(?:一?下|找|想|看|问|翻)?)?(?:啊|哈|吧)?|"
            r"(?:让|容)?我(?:去)?(?:找找|找一?下|想想|想一?下|看看|看一?下|拿一?下|翻翻)(?:啊|哈|吧)?"
        ),
    ),
    ("restart", re.compile(r"(?:重新开始|从头来|从头开始|重来)")),
    ("resend", re.compile(r"(?:再说一遍|重复一遍|没看清|再问一遍|继续|接着填|继续填)")),
)
_CHANGE = re.compile(
    r"(?:我?(?:要|想)?(?:修改|更正|改一下|改))(?:一下)?(?P<what>.*)|(?P<wrong>.{1,12}?)(?:填错了|写错了|错了|不对|要改|改一下)"
)
_CONFIRM = re.compile(
    r"(?:(?:以上|信息|内容|全部|都|就)*(?:确认|提交|确定|没有?问题|是的?|对的?|好的?|可以|无误|没有?错|正确|行|就这样|就这么(?:着|办|交)|(?:都)?填好|没毛病|交|ok)(?:了|吧|啊|的)*)+",
    re.IGNORECASE,
)
_SOMETHING_WRONG = re.compile(r"(?:不对|不正确|有误|有错误?|有问题|填?写?错了|不是)(?:了|啊|的)*")
_MARKS = re.compile(r"[\s。.!！,，~～]+")


def control_of(tracker: Tracker, text: str, *, reviewing: bool) -> Control | None:
    """What a button or a typed word steers; None when the message is for the field. 确认 and 修改 count in a review."""
    if text.startswith("/"):
        verb = _BUTTONS.get(intent_of(tracker))
        return Control(verb, entity(tracker, "field") or entity(tracker, "value")) if verb else None
    said = _MARKS.sub("", fold(text))
    for verb, pattern in _TYPED:
        if pattern.fullmatch(said):
            return Control(verb)
    if reviewing and _CONFIRM.fullmatch(said):
        return Control("confirm")
    if reviewing and _SOMETHING_WRONG.fullmatch(said):
        return Control("change")
    change = _CHANGE.fullmatch(said)
    if change and (reviewing or change.group("what") or change.group("wrong")):
        return Control("change", (change.group("what") or change.group("wrong") or "").strip() or None)
    return None
