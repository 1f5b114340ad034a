"""学习箱: what citizens asked and did not get, masked as it was stored."""

from __future__ import annotations

import re

_HELD_BACK = re.compile(r"[〔〕]|\*{2,}|^\W*$")
_LONGEST = 60


def readable(text: str) -> bool:
    """A question somebody could learn from: nothing masked in it, neither a letter alone nor a letter of complaint."""
    return 2 <= len(text) <= _LONGEST and "\n" not in text and _HELD_BACK.search(text) is None
