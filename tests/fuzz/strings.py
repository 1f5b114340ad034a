"""Strings that nobody sane would type, and those that somebody will: the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from bot.evaluation.questions import read_questions
from bot.services.text import MAX_MESSAGE_CHARS

# What the patterns of the house look for, so that repeated it sends a bad one back and forth.
_BAIT = (
    "的 了 我 要 办 吗 ？ ? 。 ， 、 － - — / \\ . : ： ; ( ) （ ） [ ] { } < > \" ' ` $ & * + = @ # % ^ | ~ _ "
    "0 1 12 110101 1990 2026年 1月 31日 下周三 上午 9点半 十 百 千 万 两 零 〇 ○ Ⅷ ① ㈠ 第 条 款 项 之 第一百二十条 "
    "01C1123AB12X Y01C1123AB12X 13812345678 +86 91110000MA01234567 X x a A é ß İ ı ﬃ ｆ Ａ １ ０ "
    "居住证 护照 身份证 公积金 多少钱 怎么 什么 材料 不是 没有 都不是 还是 和 跟 比 或者 如果 因为 不 非 未 "
    "\u3000 \u00a0 \t \n \r \u200b \u200d \u202e \ufe0f \u20e3 \u0301 \u0e47 \u0bcc \u1160 \ufeff \u2028 \U000e0041 "
    '😀 👨‍👩‍👧‍👦 🇨🇳 👍🏽 ﷽ 𠮷 㐀 \U0002a6d6 ꙮ ⿰ ｡ ヷ ｶﾞ 가 אב ١٢٣ ४ /restart /ask_item{"item":1} ${HOME} {{7*7}} '
    "<script>alert(1)</script> ![x](http://a) [a](javascript:b) '; DROP TABLE turn;-- %00 %s %n \\u0000 NaN"
).split(" ")
_PLANES = ((0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x5FF), (0x600, 0x6FF), (0xE00, 0xE7F))
_PLANES += ((0x2000, 0x2BFF), (0x2E80, 0x9FFF), (0xAC00, 0xD7A3), (0xE000, 0xFFFF), (0x10000, 0x10FFFF))


def strings(seed: int, count: int) -> Iterator[str]:
    """At most twice as long as a message may be; some are too long, some empty, some not even Unicode."""
    rng = random.Random(seed)
    questions = [each.text for each in read_questions()]
    ways: tuple[Callable[[random.Random, list[str]], str], ...] = (
        _planes,
        _baited,
        _repeated,
        _spliced,
        _garbled,
    )
    for _ in range(count):
        yield rng.choice(ways)(rng, questions)


def _length(rng: random.Random) -> int:
    return rng.choice((rng.randint(0, 12), rng.randint(0, 80), rng.randint(80, MAX_MESSAGE_CHARS)))


def _planes(rng: random.Random, _: list[str]) -> str:
    """Any characters of one or two planes, lone surrogates among them."""
    planes = rng.sample(_PLANES, rng.randint(1, 2))
    return "".join(chr(rng.randint(*rng.choice(planes))) for _ in range(_length(rng)))


def _baited(rng: random.Random, _: list[str]) -> str:
    found = "".join(rng.choice(_BAIT) for _ in range(rng.randint(1, 120)))
    return found[: 2 * MAX_MESSAGE_CHARS]


def _repeated(rng: random.Random, _: list[str]) -> str:
    """One or two things again and again, and then something else: what catastrophic patterns do not stand."""
    unit = "".join(rng.choice(_BAIT) for _ in range(rng.randint(1, 3))) or "a"
    return (unit * (MAX_MESSAGE_CHARS // len(unit)))[: _length(rng)] + rng.choice(_BAIT)


def _spliced(rng: random.Random, questions: list[str]) -> str:
    """Pieces of real questions run together."""
    pieces = []
    for _ in range(rng.randint(1, 12)):
        text = rng.choice(questions)
        start = rng.randrange(len(text))
        pieces.append(text[start : start + rng.randint(1, 20)])
    return rng.choice(("", " ", "，", "和", "还是", "\n")).join(pieces)


def _garbled(rng: random.Random, questions: list[str]) -> str:
    """A real question with characters put in, left out, exchanged."""
    chars = list(rng.choice(questions))
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(chars) + 1)
        chars[at : at + rng.randint(0, 2)] = rng.choice((*_BAIT, ""))
        chars = chars or ["办"]
    return "".join(chars)
