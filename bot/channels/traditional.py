"""繁體: the same answers in traditional characters, for who reads those. What is kept and understood stays as it was written.

Only the characters change, one script for the other; the official words are the simplified ones, and the widget says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import opencc

from bot.assistant.messages import Message

# What the converter takes for another word where officials speak: lots (籤), a queen of heaven (天后), 复议 with 複.
_BETTER = (
    (re.compile("(?<![標抽書竹])籤(?![號筒])"), "簽"),
    (re.compile("(?<=[0-9一二三四五六七八九十百兩幾多])天后"), "天後"),
    (re.compile("複議"), "復議"),
)
_AS_THEY_ARE = frozenset({"id", "type", "payload", "url", "input", "field"})


def wants_traditional(accept_language: str) -> bool:
    """The first language a browser names is Chinese in traditional script."""
    first = accept_language.split(",")[0].split(";")[0].strip().lower()
    return first.startswith("zh-hant") or first in ("zh-tw", "zh-hk", "zh-mo")


def as_read(content: Any, accept_language: str) -> Any:
    """What the city or the service says, in the script of who asks; with a citizen's own words it is `traditional`."""
    return in_traditional(content) if wants_traditional(accept_language) else content


def in_traditional(content: Any) -> Any:
    """A copy of what the city or the service itself says, as plain data; addresses and codes stay as they are."""
    if isinstance(content, str):
        return _words(content)
    if isinstance(content, list):
        return [in_traditional(each) for each in content]
    if isinstance(content, dict):
        return {key: each if key in _AS_THEY_ARE else in_traditional(each) for key, each in content.items()}
    return content


def traditional(messages: Sequence[Message]) -> list[Message]:
    """Copies of the messages. What the citizen wrote, a name or an address, stays letter for letter."""
    return [_message(message) for message in messages]


def _message(message: Message) -> Message:
    rows = (message.get("data") or {}).get("rows") or []
    own = [str(row.get("value", "")) for row in rows if isinstance(row, dict)]
    converted: Message = in_traditional(message)
    for row, kept in zip((converted.get("data") or {}).get("rows") or [], own, strict=False):
        changed, row["value"] = row["value"], kept
        if changed:
            converted["text"] = converted["text"].replace(changed, kept)
    return converted


def _words(text: str) -> str:
    converted: str = _opencc().convert(text)
    for wrong, right in _BETTER:
        converted = wrong.sub(right, converted)
    return converted


@lru_cache(maxsize=1)
def _opencc() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")
