"""A number in Chinese or mixed characters as its value: 三万五, 1.2万, 两百."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import cn2an

MOST = Decimal(10) ** 15  # 万万万万… is no quantity, and Decimal counts no further than 28 digits


def value_of(text: str, times: int = 1) -> Decimal | None:
    """`times` what the text says; None when it says no number, or one of `MOST` and more."""
    try:
        value = Decimal(str(cn2an.cn2an(text, "smart"))) * times
    except (ValueError, KeyError, IndexError, InvalidOperation):
        return None
    return value if value < MOST else None
