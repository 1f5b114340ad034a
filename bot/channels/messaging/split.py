"""Long texts in pieces a platform takes, without cutting a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

Measure = Callable[[str], int]

# From the best place to cut to the worst: after a line, a sentence, a clause, a word.
_PLACES = [
    re.compile(f"[^{marks}]*[{marks}]+[”’」』）)]*|[^{marks}]+")
    for marks in (r"\n", "。！？!?", "；;，,、：:", r"\s")
]


def utf8(text: str) -> int:
    """Bytes, as WeChat and WeCom count."""
    return len(text.encode())


def utf16(text: str) -> int:
    """Code units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int, measure: Measure = len) -> list[str]:
    """Pieces of at most `limit`, in order, none of them blank; nothing but blanks between them is lost."""
    pieces = [""]
    for bit in _bits(text, limit, measure, 0):
        if measure((pieces[-1] + bit).strip()) <= limit:
            pieces[-1] += bit
        else:
            pieces.append(bit)
    return [piece.strip() for piece in pieces if piece.strip()]


def pack(texts: Iterable[str], limit: int, measure: Measure = len) -> list[str]:
    """The same texts in as few pieces as fit, a blank line between two of them."""
    pieces: list[str] = []
    for text in texts:
        joined = f"{pieces[-1]}\n\n{text.strip()}" if pieces else ""
        if joined and measure(joined) <= limit:
            pieces[-1] = joined
        else:
            pieces += split(text, limit, measure)
    return pieces


def _bits(text: str, limit: int, measure: Measure, place: int) -> list[str]:
    """The text in bits that each fit, cut at the best place that makes them fit."""
    if measure(text) <= limit:
        return [text]
    if place == len(_PLACES):
        return _hard(text, limit, measure)
    return [bit for part in _PLACES[place].findall(text) for bit in _bits(part, limit, measure, place + 1)]


def _hard(text: str, limit: int, measure: Measure) -> list[str]:
    """A word longer than a message: between any two characters."""
    bits = [""]
    for character in text:
        if measure(bits[-1] + character) > limit:
            bits.append("")
        bits[-1] += character
    return bits
