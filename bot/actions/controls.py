"""Words that steer a form rather than fill it: 取消, 上一步, 跳过, 为什么, 修改手机号 …"""

from __future__ import annotations

import re
from typing import NamedTuple

from rasa_sdk import Tracker

from bot.actions.asked import entity
from bot.actions.control_words import ALWAYS, IN_A_FORM, MIDWAY, Verb
from bot.actions.digress import intent_of
from bot.services.forms.choices import is_called
from bot.services.forms.heard import fold
from bot.services.forms.steps import Step


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
_CHANGE = re.compile(
    r"(?:我?(?:要|想)?(?:修改|更正|改一下|改))(?:一下)?(?P<what>.*)|(?P<wrong>.{1,12}?)(?:填错了|写错了|错了|不对|要改|改一下)"
)
_CONFIRM = re.compile(
    r"(?:(?:以上|信息|内容|全部|都|就)*(?:确认|提交|确定|没有?问题|是的?|对的?|好的?|可以|无误|没有?错|正确|行|就这样|就这么(?:着|办|交)|(?:都)?填好|没毛病|交|ok)(?:了|吧|啊|的)*)+",
    re.IGNORECASE,
)
_SOMETHING_WRONG = re.compile(r"(?:不对|不正确|有误|有错误?|有问题|填?写?错了|不是)(?:了|啊|的)*")
_MARKS = re.compile(r"[\s。.!！,，~～]+")


def control_of(tracker: Tracker, text: str, *, reviewing: bool, step: Step | None = None) -> Control | None:
    """What a button or a typed word steers; None when the message is for the field. 确认 and 修改 count in a review.

    `step`: the open question of an application; what one of its options is called steers nothing.
    """
    if text.startswith("/"):
        verb = _BUTTONS.get(intent_of(tracker))
        return Control(verb, entity(tracker, "field") or entity(tracker, "value")) if verb else None
    said = _MARKS.sub("", fold(text))
    if step is not None and not reviewing and is_called(text, step.options):
        return None
    words = ALWAYS if step is None else (*ALWAYS, *IN_A_FORM) if reviewing else (*ALWAYS, *MIDWAY, *IN_A_FORM)
    for verb, pattern in words:
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
