"""Choices as people answer them: by number, by title, by an unmistakable part, in a sentence that says little else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.services.forms.counts import counted
from bot.services.forms.heard import asks, fold, key_of
from bot.services.forms.schema import Option

_NUMBERED = re.compile(
    r"(?:我|就|要|应该|是)*(?:选项?|第)*([0-9]{1,2}|[a-z]|[一二三四五六七八九十])(?:个|项|种|号|条)?(?:吧|的|呢|啊|那个|了)*"
)
_CHINESE = "一二三四五六七八九十"
_NO_SUCH_INDEX = 99
_TELLING, _STORY = (
    3,
    3,
)  # characters of a name that tell by themselves, and how much may be said around each further one

_DENIED = r"(?:不|没|没有|不是|不想|不要|不用|非|无|未|不再|不在|还没|找|以前|曾经|原来)(?:在|去|有|是|过)?"
_FILLER = re.compile(
    r"(?:\d{1,3}|[一二两三四五六七八九十半几多])+(?:个多?半?月|多?年|多?天|周|岁)多?半?|"  # 怀孕五个月了
    r"应该|大概|可能|现在|目前|一直|已经|因为|属于|符合|满足|这种|那种|这个|那个|这里|这边|这儿|本地|本市|情况|方式|办法|"
    r"证明|合同|手续|谢谢|麻烦|自己|我们|咱们|本人|我家|孩子|通过|条件|第|我|俺|咱|是|有|选|要|在|用|住|走|就|的|了|着|呢|吧|啊|呀|哦|嗯|"
    r"好|哈|啦|嘛|那|这|也|都|还|算|想|去|来|给|让|帮|请|您|你|到|过|个|种|项|条|人"
)
_PLACED = re.compile(r"(?:我|我们|俺|咱)?(?:是|现在|目前|一直|就)*在[^0-9,，。]{1,12}")


def choose(text: str, options: Sequence[Option]) -> str | None:
    """The value of the option meant, None when it is none, could be two, or the text asks or says something else."""
    if text.strip() in {option.value for option in options}:
        return text.strip()
    names = {option.value: [key_of(each) for each in (option.title, *option.aliases)] for option in options}
    key = key_of(text)
    exact = [value for value, keys in names.items() if key in keys]
    if exact:
        return exact[0] if len(exact) == 1 else None
    by_range = any(option.between for option in options) and not key.startswith(("第", "选"))
    if by_range and (value := counted(text, options)) is not None:
        return value
    index = None if by_range else numbered(key)
    if index is not None:
        return options[index].value if index < len(options) else None
    if not key or asks(text):
        return None
    return _named(fold(text), key, names)


def is_called(text: str, options: Sequence[Option]) -> bool:
    """Whether it is, word for word, what an option is called."""
    key = key_of(text)
    return bool(key) and any(key == key_of(name) for each in options for name in (each.title, *each.aliases))


def numbered(key: str) -> int | None:
    """2, 第二个, 我选b: the index meant, from 0; None when no number is."""
    match = _NUMBERED.fullmatch(key)
    if match is None:
        return None
    number = match[1]
    if number.isdecimal():
        return int(number) - 1 if int(number) else _NO_SUCH_INDEX
    return _CHINESE.index(number) if number in _CHINESE else ord(number) - ord("a")


def _named(text: str, key: str, names: dict[str, list[str]]) -> str | None:
    every = sorted({name for keys in names.values() for name in keys if len(name) > 1}, key=len, reverse=True)
    any_name = "|".join(map(re.escape, every))
    affirmed = _affirmed(key, any_name)
    said = set(re.findall(any_name, affirmed))  # the longest name wins where two begin
    found = {value for value, keys in names.items() if said & set(keys)}
    if len(found) == 1:
        return found.pop() if _says_little_else(text, affirmed, any_name, said) else None
    if found:
        return None
    for part in (key, _FILLER.sub("", key)):
        within = {
            value for value, keys in names.items() if len(part) > 1 and any(part in name for name in keys)
        }
        if within:
            return within.pop() if len(within) == 1 else None
    shortened = {value for value, keys in names.items() if any(_shortens(key, name) for name in keys)}
    return shortened.pop() if len(shortened) == 1 else None


def _affirmed(key: str, any_name: str) -> str:
    """Without what is denied; a name may itself begin with 没 or 不: 没发工资."""
    return re.sub(rf"({any_name})|{_DENIED}(?:{any_name})", lambda said: said[1] or "", key)


def _shortens(key: str, name: str) -> bool:
    """商品房 of 商品住房: its characters in order, from its first to its last, and most of it."""
    if not 3 <= len(key) < len(name) <= 2 * len(key) or key[0] != name[0] or key[-1] != name[-1]:
        return False
    rest = iter(name)
    return all(char in rest for char in key)


def _says_little_else(text: str, affirmed: str, any_name: str, said: set[str]) -> bool:
    """Lead-ins and fillers apart: the name is most of what was said, or of one clause of it."""
    if _fits(affirmed, any_name, said):
        return True
    clauses = [key_of(clause) for clause in re.split(r"[,，。;；!！\s]+", text)]
    return len(clauses) > 1 and any(_fits(_affirmed(each, any_name), any_name, said) for each in clauses)


def _fits(key: str, any_name: str, said: set[str]) -> bool:
    names = [name for name in re.findall(any_name, key) if name in said]
    if not names:
        return False
    named, longest = sum(map(len, names)), max(map(len, names))
    if re.fullmatch(rf"{_PLACED.pattern}(?:{any_name})(?:的|了|呢|啊|呀|呗|吧)*", key):  # 我在云江大学读书
        return True
    rest = _FILLER.sub("", re.sub(any_name, "", key))
    # 老板欠我工资不给: whoever says three characters of a name in a short story means it; an address does not.
    tells = longest >= _TELLING and len(rest) <= _STORY * (longest - 1) and not re.search(r"\d", key)
    return named > len(rest) or tells
