"""The one door for every string that comes from outside: `clean`.

What comes out is safe to store (no NUL, no lone surrogate), to show (no bidi or tag characters) and to hand to Rasa,
which would read a leading ``/`` as an intent payload (rasa/shared/.../yaml_story_reader.py, unpack_regex_message).
"""

from __future__ import annotations

import re
import unicodedata

MAX_MESSAGE_CHARS = 500

# Controls except tab and newline, surrogates, zero-width, bidi embeddings and isolates, tag characters, BOM.
_UNSAFE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_LEADING_SLASH = re.compile(r"\A/")


class TextTooLong(ValueError):
    """The message is longer than `limit` characters."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"您的消息有 {length} 个字，一次最多 {limit} 个字。请分几次发送，或只写最要紧的问题。"
        )
        self.length, self.limit = length, limit


class TextEmpty(ValueError):
    """Nothing is left of the message."""

    def __init__(self) -> None:
        super().__init__("消息是空的，请输入您想办的事或想问的问题。")


def clean(raw: str, limit: int = MAX_MESSAGE_CHARS) -> str:
    """The text a human typed: NFC, without unsafe characters, trimmed; a leading ``/`` becomes ``／``.

    Raises TextTooLong over `limit` characters and TextEmpty when nothing readable is left.
    Never normalise the result to NFKC before Rasa sees it: that turns ``／`` back into ``/``.
    """
    if len(raw) > limit * 4:  # do not normalise a book
        raise TextTooLong(len(raw), limit)
    text = _UNSAFE.sub("", raw.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        raise TextEmpty
    if len(text) > limit:
        raise TextTooLong(len(text), limit)
    return _LEADING_SLASH.sub("／", text)
