"""How many, or how old, where the options are ranges: 三个, 我和老公两个人, 八十三了, 快九十了, 七十多."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.services.forms.bounds import range_of
from bot.services.forms.heard import fold
from bot.services.forms.numbers import parse_number
from bot.services.forms.schema import Option

_ABOUT = re.compile(
    r"(?:我们?|老人家?|他|她|我?[爸妈]|我?爷爷|我?奶奶|我?外[公婆]|今年|虚岁|现在|已经?|都|大概|有|刚|才)*"
    r"(?P<short>快要?|将近|接近|不到|没到|未满|不满|差一点)?(?P<number>[\d.]{1,5}|[零一二两三四五六七八九十百]{1,5})"
    r"(?P<more>多|几|出头|来)?(?:个|人|位|股东|周岁|岁|套)*(?:了|啦|的|呢|吧|啊|呀)*"
)
_MORE = 10.0  # 八十多 is at most this much more


def count_of(text: str) -> tuple[float, float] | None:
    """The least and the most it may be; None where no number is said."""
    said = re.sub(r"[\s,，。.!！]", "", fold(text))
    about = _ABOUT.fullmatch(said)
    value = parse_number(about["number"] if about else said, people=True)
    if value is None:
        return None
    number = float(value)
    if about and about["short"]:
        return number - 1, number - 1
    if about and about["more"]:
        return number, number + (_MORE - 1 if number >= _MORE else 1)
    return number, number


def counted(text: str, options: Sequence[Option]) -> str | None:
    """The value of the option whose range holds what was said."""
    said = count_of(text)
    if said is None:
        return None
    for each in options:
        if each.between:
            low, high = range_of(each.between)
            if low <= said[0] and said[1] <= high:
                return each.value
    return None
