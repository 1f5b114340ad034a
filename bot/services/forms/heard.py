"""What was typed, as a check reads it: width, case, blanks, marks and 繁体 aside; and whether it asks something."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

from bot.services.content import text_key

_ASKS = re.compile(
    r"[?？]|吗|(\w)不\1|是否|能否|有没有|可不可以|(?:[是有在能会行对好要该够以]不|有没|么|了没有?)$|"
    r"什么|怎么|怎样|如何|为何|凭啥|干嘛|咋|啥|哪|谁|多少|多久|多长|(?<![差好没才这前十上])几[天个年月岁次点]"
)
# 什么都没有 and 哪个都不是 answer.
_ANSWERS = re.compile(r"(?:什么|啥|哪[个一项种样]*|怎么|谁)[^,，。]{0,2}[都也][没不]|不不+")


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=8192)
def _simplified(char: str) -> str:
    return str(_converter().convert(char)) if char >= "\u2e80" else char


def fold(text: str) -> str:
    """Half-width and simplified (繁→简), character by character so that no word is rewritten."""
    return "".join(map(_simplified, unicodedata.normalize("NFKC", text)))


def key_of(text: str) -> str:
    """`text_key` of the folded text."""
    return text_key(fold(text))


def asks(text: str) -> bool:
    """Whether it reads as a question, which is never an answer."""
    plain = re.sub(r"[\s。.!！~～]|现在", "", fold(text))
    return bool(_ASKS.search(_ANSWERS.sub("", plain)))
