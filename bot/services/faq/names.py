"""The stable name of an entry, made from the sound of its question."""

from __future__ import annotations

import hashlib

from pypinyin import lazy_pinyin

from bot.services.content import text_key

_SOUNDS = 12
_LONGEST = 60


def name_for(question: str) -> str:
    """The same question has the same name, whoever writes it into a sheet and however often."""
    sounds = [
        part for part in lazy_pinyin(question[:_SOUNDS], errors="ignore") if part.isascii() and part.isalpha()
    ]
    stem = "_".join(["q", *(part.lower() for part in sounds)])[:_LONGEST].rstrip("_")
    return f"{stem}_{hashlib.sha256(text_key(question).encode()).hexdigest()[:6]}"
