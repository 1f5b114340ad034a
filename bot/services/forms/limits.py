"""满多久了吗: a yes/no question with a limit, answered with a length of time, a beginning or an age."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from bot.services import numerals
from bot.services.forms.heard import asks, fold
from bot.services.forms.since import begun
from bot.services.forms.spans import Span, spans

_LIMIT = re.compile(r"(\d{1,3}) (month|year)s?( old)?")
_UNBROKEN = re.compile(r"连续|不间断")
_BROKEN = re.compile(r"断断续续|(?<![没未有不])(?:中断|间断|断[了过交缴档]|停[了过交缴保])")
_AGE = re.compile(
    r"(?:我|他|她|孩子|今年|现在|都|已经?|刚)*(?P<short>还?不到|还?没到|快要?|马上)?(?P<age>\d{1,3}|[一二三四五六七八九]?十?[一二三四五六七八九十])(?P<more>多)?(?:了|啦|啊|呢)*"
)
_BIRTH = re.compile(r"出生|年生|年的")
_YOUNGEST = 2.0  # 1 and 2 are the numbers of the options
_UNITS = {"month": 1, "year": 12}


def check_limit(value: str) -> str:
    """Refuses what is no length; for pydantic's AfterValidator."""
    if value and _LIMIT.fullmatch(value) is None:
        raise ValueError("应当是“6 months”“1 year”或者“16 years old”这样的时长")
    return value


def months_of(limit: str) -> int:
    """Raises ValueError."""
    match = _LIMIT.fullmatch(limit)
    if match is None:
        raise ValueError(limit)
    return int(match[1]) * _UNITS[match[2]]


def say_limit(limit: str) -> str:
    """6个月, 1年, 16周岁."""
    months = months_of(limit)
    if _of_age(limit):
        return f"{months // 12}周岁"
    return f"{months // 12}年" if months % 12 == 0 else f"{months}个月"


def names_length(text: str, limit: str, today: date) -> bool:
    """Whether a length, a beginning or an age is said, however it is to be read."""
    return bool(_heard(_plain(text), limit, today))


def reached(text: str, limit: str, ask: str, today: date) -> Literal["yes", "no"] | None:
    """Whether what is said comes up to the limit; None where no length is said or it may be either.

    `ask` is the question: one that wants it 连续 is not answered by the length of what was broken off.
    """
    if asks(text):
        return None
    plain = _plain(text)
    heard = _heard(plain, limit, today)
    broken = bool(_BROKEN.search(plain)) or any(span.kind == "gap" for span in heard)
    if broken and (_UNBROKEN.search(ask) or any(span.kind == "gap" for span in heard)):
        return None
    months = float(months_of(limit))
    left = [span for span in heard if span.kind == "left"]
    been = [span for span in heard if span.kind == "is"]
    if left:
        return _with_what_is_left(left, been, months)
    verdicts = {span.reaches(months) for span in [s for s in been if s.is_sum] or been}
    if len(verdicts) != 1:
        return None
    verdict = verdicts.pop()
    # 八个月，后来又三个月: none of them is long enough, together they may be.
    added = sum(span.high for span in been)
    if verdict is False and len(been) > 1 and added >= months and all(span.low for span in been):
        return None
    return None if verdict is None else "yes" if verdict else "no"


def _with_what_is_left(left: list[Span], been: list[Span], months: float) -> Literal["yes", "no"] | None:
    """还差两个月: not yet. 差两个月三年: two years and ten months."""
    if len(been) == 1 and len(left) == 1 and been[0].low > left[0].high:
        so_far = Span(been[0].low - left[0].high, been[0].high - left[0].low)
        verdict = so_far.reaches(months)
        return None if verdict is None else "yes" if verdict else "no"
    return "no" if not been else None


def _heard(plain: str, limit: str, today: date) -> list[Span]:
    """The lengths said: of an age only 岁 counts and the year of birth, of anything else neither."""
    of_age = _of_age(limit)
    found = [span for span in spans(plain) if span.is_age == of_age]
    if not found and bool(_BIRTH.search(plain)) == of_age:
        found = begun(plain, today)
    if not found and of_age and (age := _AGE.fullmatch(plain)):
        read = float(age["age"]) if age["age"].isdecimal() else float(numerals.value_of(age["age"]) or 0)
        low = read - 1 if age["short"] else read
        high = read + 10 if age["more"] else low
        found = [Span(low * 12, high * 12)] if read > _YOUNGEST else []
    return found


def _of_age(limit: str) -> bool:
    return limit.endswith(" old")


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", fold(text))
