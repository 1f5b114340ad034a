"""Ways in which a citizen's question comes out different from how it was meant; each keeps what it asks.

Tables: ``tests/nlu/robustness``. Every function is pure: the same text and the same `Random` give the same result.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import lru_cache
from random import Random

import opencc

from bot.nlu.ngrams import syllable
from bot.settings import ROOT

TABLES = ROOT / "tests" / "nlu" / "robustness"
Disturb = Callable[[str, Random], str]
_A_TYPO_IN = 15  # characters: at least one a question
_SPACE = 0.3  # of the places between two characters
_NARROW: dict[int, str] = {
    **{ord(wide): narrow for wide, narrow in zip("，。？！：；（）", ",.?!:;()", strict=True)},
    ord("\u201c"): '"',
    ord("\u201d"): '"',
}
_GREETING = ("", "您好，", "你好！", "不好意思，", "工作人员你好，", "在吗？")
_OPENING = ("我想问问", "请问", "想咨询一下", "麻烦问一下，", "我想了解一下", "问个事，")
_THANKS = ("", "，谢谢", "，谢谢您了！", "，多谢", "，急急急", "，麻烦您了")
_TONE = ("啊", "呀", "哦", "呢")


def homophones(text: str, random: Random) -> str:
    """居住证 → 居主证: characters of the same sound, as an input method offers them."""
    return _mistyped(text, random, _of_one_sound())


def lookalikes(text: str, random: Random) -> str:
    """已 → 己: characters of a like shape."""
    return _mistyped(text, random, _of_one_shape())


def traditional(text: str, random: Random) -> str:
    """护照过期 → 護照過期, in the forms of Taiwan or Hong Kong."""
    return str(_converter(random.choice(("s2tw", "s2hk", "s2t"))).convert(text))


def full_width(text: str, random: Random) -> str:
    """Latin letters, digits and marks as wide as Chinese characters, and Chinese marks as narrow as Latin ones."""
    wide: dict[int, str] = {narrow: chr(narrow + 0xFEE0) for narrow in range(ord("!"), ord("~") + 1)}
    wide[ord(" ")] = "\u3000"
    return text.translate({**wide, **_NARROW})


def spaces(text: str, random: Random) -> str:
    """公积金提取 → 公 积金 提取"""
    return text[:1] + "".join(" " + c if random.random() < _SPACE else c for c in text[1:])


def repeated_marks(text: str, random: Random) -> str:
    """怎么办？ → 怎么办？？？！！啊啊"""
    marked = "".join(c * random.randint(2, 4) if unicodedata.category(c).startswith("P") else c for c in text)
    return (
        marked + random.choice(_TONE) * random.randint(1, 3) + random.choice("？！?!~") * random.randint(2, 5)
    )


def dialect(text: str, random: Random) -> str:
    return _exchanged(text, random, "dialect.txt")


def mixed(text: str, random: Random) -> str:
    """护照过期 → passport过期; one word in it, the longest that is known."""
    return _exchanged(text, random, "mixing.txt", most=1)


def initials(text: str, random: Random) -> str:
    """公积金 → gjj"""
    return _exchanged(text, random, "initials.txt", most=1)


def courtesy(text: str, random: Random) -> str:
    """护照丢了怎么办 → 您好，我想问一下护照丢了怎么办，谢谢"""
    return f"{random.choice(_GREETING)}{random.choice(_OPENING)}{text}{random.choice(_THANKS)}"


DISTURBANCES: Mapping[str, tuple[str, Disturb]] = {
    "homophone": ("同音错字", homophones),
    "lookalike": ("形近错字", lookalikes),
    "traditional": ("繁体", traditional),
    "full_width": ("全角半角", full_width),
    "spaces": ("多余空格", spaces),
    "repeated_marks": ("重复标点和语气词", repeated_marks),
    "dialect": ("方言说法", dialect),
    "mixed": ("中英夹杂", mixed),
    "initials": ("拼音缩写", initials),
    "courtesy": ("客套话", courtesy),
}


def common_characters() -> list[str]:
    """Level 1 of GB/T 2312-1980: the 3,755 characters in common use."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return [char for code in codes if (char := code.decode("gb2312", "ignore"))]


def _mistyped(text: str, random: Random, like: Mapping[str, str]) -> str:
    places = [at for at, char in enumerate(text) if char in like]
    chars = list(text)
    for at in random.sample(places, min(len(places), 1 + len(text) // (_A_TYPO_IN + 1))):
        chars[at] = random.choice(like[text[at]])
    return "".join(chars)


def _exchanged(text: str, random: Random, table: str, most: int | None = None) -> str:
    done = 0
    for word, ways in _table(table).items():
        if word in text and (most is None or done < most):
            text = text.replace(word, random.choice(ways).replace("_", " "))
            done += 1
    return text


@lru_cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


@lru_cache
def _table(name: str) -> dict[str, tuple[str, ...]]:
    """Word → what may stand in its place, the longest words first."""
    rows = [line.split() for line in _lines(name)]
    return {row[0]: tuple(row[1:]) for row in sorted(rows, key=lambda row: -len(row[0]))}


@lru_cache
def _of_one_shape() -> dict[str, str]:
    groups = [group for line in _lines("lookalikes.txt") for group in line.split()]
    others: dict[str, str] = defaultdict(str)
    for group in groups:
        for char in group:
            others[char] += "".join(other for other in group if other != char)
    return dict(others)


@lru_cache
def _of_one_sound() -> dict[str, str]:
    by_sound: dict[str, str] = defaultdict(str)
    for char in common_characters():
        by_sound[syllable(char)] += char
    return {
        char: others for group in by_sound.values() for char in group if (others := group.replace(char, ""))
    }


def _lines(name: str) -> list[str]:
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
