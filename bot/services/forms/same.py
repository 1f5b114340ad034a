"""同上, 和前面一样, 我自己, 寄到家里: what was answered before, said instead of being written again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.services.forms.heard import fold
from bot.services.forms.outcome import Accepted
from bot.services.forms.schema import FormDefinition, FormField, Question
from bot.services.forms.show import accepted
from bot.services.forms.steps import visible

_THERE = r"(?:上面|前面|上边|前边|刚才|之前|上一个|上头|申请人|办理人|经办人|经营者|负责人|本人|我自己|我|住址|地址|住的|家里|现住址|执照)"
_FILLED = r"(?:那个|这个|那里|填|写|说|留|的|地址|名字|号码|人)*"
_SAME = re.compile(
    rf"(?:都|就|也|还|是)*(?:[和跟同与]{_THERE}{_FILLED})?(?:一样|相同|同一个|一致)(?:的|人|地址|地方|就行|吧|了)*|同上(?:面)?|"
    rf"(?:就|还|也|寄到?|送到?|用|是|按)*(?:上面|前面|上边|前边|刚才|之前|上一个|上头)(?:那|这|的|个|里|填|写|说|留|地址|名字|号码|人|就行|就好|吧|了)*"
)
_SELF = re.compile(
    r"(?:就|还|也|都|是|由|写|填|用)*(?:我自己|我本人|本人|自己|我|俺)(?:自己|本人|来|当|担任|兼|兼任|管|负责|做|就行|就好|吧|呗|的|了|呀|啊)*"
)
_HOME = re.compile(
    r"(?:就|还|也|都|直接|请|帮我)*(?:寄|送|邮|发|快递)?(?:到|回|来)?(?:我)?(?:家里?|住的地方|住处|现在住的(?:地方|地址)?|现住址|住址|居住地址?)(?:来|就行|就好|吧|去|里)*"
)
_LIVED_IN = re.compile(r"住")


def means_earlier(text: str) -> bool:
    """Whether it can only mean what was answered before: no question, and nothing to worry about (家里)."""
    said = _squeezed(text)
    return any(words.fullmatch(said) for words in (_SAME, _SELF, _HOME))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s。.!！,，~～]+", "", fold(text))


def said_before(
    form: FormDefinition, question: Question, text: str, answers: Mapping[str, str | None]
) -> Accepted | None:
    """The one earlier answer that is meant; None where the text says something else, or nothing fits it alone."""
    if not isinstance(question, FormField):
        return None
    said = _squeezed(text)
    same, own, home = (bool(words.fullmatch(said)) for words in (_SAME, _SELF, _HOME))
    if not (same or own or home):
        return None
    meant = []
    for other in visible(form, answers):
        if other.key == question.key:
            break
        if isinstance(other, FormField) and other.input == question.input and answers.get(other.key):
            meant.append(other)
    if question.input in ("name", "id_number"):
        meant = [other for other in meant if other.key in question.same_person and (same or own)]
    elif question.input == "address":
        meant = [other for other in meant if same or (home and _LIVED_IN.search(other.label))]
    else:
        return None
    if len(meant) != 1:
        return None
    value = answers[meant[0].key]
    assert value is not None
    taken = accepted(question, value)
    return replace(taken, note=f"按前面填的“{meant[0].label}”登记：{taken.masked}。")
