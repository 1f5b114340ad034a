"""Numerals inside running text: 3500, 3,500, 1.2万, 两百, 三万五."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.services import numerals

NUMERAL = (
    r"(?:\d+(?:,\d{3})+(?:\.\d+)?[千万亿]?|\d+(?:\.\d+)?(?:[百千万亿]\d?)?"
    r"|[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+[百千万亿]?)?)"
)
_DIGITS_ONLY = re.compile(r"[零〇一二两三四五六七八九]{2,}")
_SPOKEN = str.maketrans("零〇一二两三四五六七八九", "001223456789")
_WITH_POINT = re.compile(r"(.+点.+?)([百千万亿])")
_UNIT = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_BARE = "百千万亿"


def value_of(numeral: str) -> Decimal | None:
    """None for what only looks like a numeral: 千万, 百."""
    plain = numeral.replace(",", "").replace("两", "二")
    if plain[0] in _BARE:
        return None
    if _DIGITS_ONLY.fullmatch(plain):  # 二零二六
        read = Decimal(plain.translate(_SPOKEN))
        return read if read < numerals.MOST else None
    times = 1
    if pointed := _WITH_POINT.fullmatch(plain):  # 三点五万
        plain, times = pointed[1], _UNIT[pointed[2]]
    return numerals.value_of(plain, times)


def whole(numeral: str) -> int | None:
    value = value_of(numeral)
    return int(value) if value is not None and value == value.to_integral_value() else None


def written(value: Decimal) -> str:
    """3500, 12.5: without an exponent or a useless point."""
    return f"{value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize():f}"
