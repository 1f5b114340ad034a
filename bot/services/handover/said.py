"""What staff type, ready to be shown to a citizen."""

from __future__ import annotations

import unicodedata

from bot.services.handover.errors import DeskError

LONGEST = 1000


def tidy(text: str, longest: int = LONGEST, name: str = "内容") -> str:
    """Without characters nobody sees. Raises DeskError for nothing and for too much."""
    plain = "".join(
        char for char in text.replace("\r\n", "\n") if char == "\n" or unicodedata.category(char)[0] != "C"
    ).strip()
    if not plain:
        raise DeskError(f"{name}是空的，请写点什么再提交。")
    if len(plain) > longest:
        raise DeskError(f"{name}有 {len(plain)} 个字，最多 {longest} 个字，请分开写。")
    return plain
