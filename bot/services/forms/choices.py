"""Choices and yes/no as people answer them: by number, by title, by an unmistakable part, in many words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.services.content import text_key
from bot.services.forms.schema import Option

_NUMBERED = re.compile(
    r"^(?:选|第|我选)*([0-9]{1,2}|[a-z]|[一二三四五六七八九十])(?:个|项|种|号|条)?(?:吧|的)?$"
)
_CHINESE = "一二三四五六七八九十"
_NO_SUCH_INDEX = 99

_YES_WORD = "没错|没问题|不错|是|对|有|在|嗯|恩|好|行|可以|同意|确认|确定|当然|必须|满|足|够|已经?|符合|需要|要|愿意|能|会|yes|yeah|ok|y|true"
_PARTICLE = "的|了|啊|呀|哦|噢|呢|吧|嘛|哈|啦|呗|地|都|全|我|本人|那|就"
_YES = re.compile(rf"(?:{_PARTICLE})*(?:{_YES_WORD})(?:{_YES_WORD}|{_PARTICLE})*")
_NO = re.compile(
    rf"(?:{_PARTICLE})*(?:还|并|也|根本|从来)?(?:不|没|否|无|未|别|非|no|nope|n|false)(?:{_YES_WORD}|{_PARTICLE}|过|没|不|用|想)*"
)
_ASKS = re.compile(r"[?？]|吗|是不是|有没有|能不能|可不可以|对不对|行不行")
_LONGEST_ASSENT = 20
_CLAUSE = re.compile(r"[,，。;；!！~\s]+")


def choose(text: str, options: Sequence[Option]) -> str | None:
    """The value of the option meant, None when it is none or could be two."""
    key = text_key(text)
    if not key:
        return None
    if text.strip() in {option.value for option in options}:
        return text.strip()
    names = {option.value: [text_key(each) for each in (option.title, *option.aliases)] for option in options}
    exact = [value for value, keys in names.items() if key in keys]
    if exact:
        return exact[0] if len(exact) == 1 else None
    by_number = _NUMBERED.match(key)
    if by_number:
        index = _index(by_number[1])
        return options[index].value if index < len(options) else None
    said = {name: value for value, keys in names.items() for name in keys if _says(key, name)}
    whole = [name for name in said if not any(name != other and name in other for other in said)]
    found = {said[name] for name in whole}
    if not found and len(key) > 1:
        found = {value for value, keys in names.items() if any(key in name for name in keys)}
    return found.pop() if len(found) == 1 else None


def yes_or_no(text: str) -> str | None:
    """yes, no, or None when it is neither: a question, a doubt, another sentence.

    是的 and 没有呢 count, also with an explanation after a comma; 在河南 does not: it is content, not assent.
    """
    first = next((text_key(clause) for clause in _CLAUSE.split(text) if text_key(clause)), "")
    if len(first) > _LONGEST_ASSENT or _ASKS.search(text):
        return None
    if first in ("1", "2"):
        return "yes" if first == "1" else "no"
    if _YES.fullmatch(first):
        return "yes"
    return "no" if _NO.fullmatch(first) else None


def _index(number: str) -> int:
    if number.isdecimal():
        return int(number) - 1 if int(number) else _NO_SUCH_INDEX
    return _CHINESE.index(number) if number in _CHINESE else ord(number) - ord("a")


def _says(key: str, name: str) -> bool:
    """Whether the name is in what was said, and not denied there."""
    return (
        bool(name)
        and name in key
        and not re.search(f"(?:不|不要|不想|不是|没|没有|非){re.escape(name)}", key)
    )
