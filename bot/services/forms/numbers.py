"""Numbers and amounts as people type them: 3.5万, 两百块, １，２００元, 三万五."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from bot.services import numerals

_UNIT = re.compile(
    r"(?:人民币|元整|元|块钱|块|圆|个|人|名|岁|年|月|天|份|件|平方米|平米|平|㎡|m2|胎|孩|次|位|套)+$"
)
_BEFORE = re.compile(r"^(?:人民币|rmb|¥|￥|大概|大约|约|一共|共|有|是|第)+")
_PLAIN = re.compile(r"^-?\d{1,15}(?:\.\d{1,6})?$", re.ASCII)
_WRITTEN = re.compile(r"^[零〇一二三四五六七八九十百千万亿两点壹贰叁肆伍陆柒捌玖拾佰仟0-9.]{1,30}$")


def parse_number(text: str) -> Decimal | None:
    """None when the text is no single number."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"(?<=\d)[,，](?=\d{3})|\s", "", plain)
    plain = _UNIT.sub("", _BEFORE.sub("", plain))
    if _PLAIN.match(plain):
        return Decimal(plain)
    if not _WRITTEN.match(plain):
        return None
    return numerals.value_of(plain)


def say_number(value: Decimal) -> str:
    """Without a useless decimal point: 12, 12.5."""
    return f"{value.quantize(Decimal(1))}" if value == value.to_integral_value() else f"{value.normalize():f}"
