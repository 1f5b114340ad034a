"""Lengths of time as people say them: 三年多, 一年零三个月, 快半年了, 不到一年, 还差两个月, 断断续续两三年.

Each is read as the months it may be, so that it can be held against a limit (services/forms/limits.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf
from typing import Literal

from bot.services import numerals

Kind = Literal["is", "left", "gap"]  # how long it has been; how long it still takes; how long it was not so

DAYS_A_MONTH = 30.44
_MONTHS = {"年": 12.0, "岁": 12.0, "月": 1.0, "周": 7 / DAYS_A_MONTH, "天": 1 / DAYS_A_MONTH}
_DIGIT = "一二两三四五六七八九"
_NUMBER = (
    rf"\d{{1,3}}(?:\.\d)?(?:[-~—到至]\d{{1,3}})?|[{_DIGIT}][到至][{_DIGIT}]|"
    rf"[{_DIGIT}]?百[零{_DIGIT}十]{{0,4}}|[{_DIGIT}]?十[{_DIGIT}]{{0,2}}|[{_DIGIT}]{{1,2}}|"
    r"大半|小半|半|好几十|几十|好几|[几数]|[很好许]?多|好些"
)
_LENGTH = re.compile(
    rf"(?<![\d.])(?P<number>{_NUMBER})(?P<some>[多来几余])?"
    r"(?:个(?P<between>多|来|半|把)?(?P<month>月)|个?(?P<half_week>半)?(?P<week>星期|礼拜)|整?(?P<unit>周年|年|周岁|岁|周|天))"
    r"(?!\d{1,2}月|[一二三四五六七八九十]{1,3}月)(?P<half>半(?!个))?(?P<over>头儿?|多|出头|有余|开外|余)?"
)
_VAGUE = {
    "半": (0.5, 0.5),
    "大半": (0.55, 1.0),
    "小半": (0.2, 0.5),
    "几": (2.0, 10.0),
    "数": (2.0, 10.0),
    "好几": (3.0, 10.0),
    "好些": (3.0, inf),
    "几十": (20.0, 100.0),
    "好几十": (30.0, 100.0),
}
_CALENDAR = re.compile(
    r"(?:19|20)\d{2}年?|(?<![\d.])\d{2}年(?=来|到|就|起|开|参|入|毕业|搬|进|那|生|出生|的)|[一二][九零〇][零〇一二三四五六七八九]{2}年"
)
_JOINED = re.compile(r"(?:[零又带外加]|外加|还有|,)?")
_LITTLE = r"[交缴住干做待呆存买参工作上班满有了过只才也都还就刚一直]{0,4}"

# What stands before a length, nearest first.
_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:{words}){_LITTLE}$"))
    for name, words in (
        ("denied", "不是|并非"),
        (
            "under",
            "(?:不(?!止|下|少于|低于)|没有?|未|别说)(?:交|缴|住|干|做|待|存)?(?:到|满|足|够|超过|有|成)?|"
            "(?<!不)(?:少于|低于)|最多|顶多|至多|撑死",
        ),
        ("least", "不止|不下|不少于|不低于|少说|起码|最少|至少|超过|多于|大于|早过|过了"),
        ("near", "快要?|将近|接近|马上|就要|即将|眼看|差点儿?|小"),
        ("left", "还?差(?!不多|点)|还[要有需得缺少]|再(?:过|等|交|住|干|有)|缺"),
        ("about", "大概|大约|差不多|可能|好像|估计|也许|大致|约摸?"),
        ("gap", "(?<![没未有不])(?:断|停|间断|空)"),
        ("all", "[一总]共|加起来|合起来|累计|合计|前后|拢共|满打满算"),
    )
)
_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:{words})"))
    for name, words in (
        ("whole", "[都也](?:没有?|不曾)(?:断|落|停|缺|少|漏|间断)"),  # 一天都没断过: no length at all
        ("gap", "[都也]?(?:没|不)(?:交|缴|住|在|干|工作|上班)"),
        (
            "under",
            "(?:[都还也]|还都)?(?:不到|没到|没有|没满|不满|不足|不够|未满|没够|没(?=了?$))|[以之]?内|以下",
        ),
        ("least", "以上|往上|开外|不止"),
        ("left", "[之以]?后|才[满到够行能]|就[满到够]|到期"),
        ("about", "左右|上下|的?样子|差不多"),
    )
)
_HALF_A_DAY = 0.02
_WIDER = 0.2  # 大概一年 may be this much less or more


@dataclass(frozen=True)
class Span:
    """`low` ≤ the months it is < `high`; both the same where it was said exactly."""

    low: float
    high: float
    kind: Kind = "is"
    is_sum: bool = False  # 一共三年
    is_age: bool = False  # 三十岁

    def reaches(self, months: float) -> bool | None:
        """Whether it is at least as long; None where it may be either."""
        if self.low + _HALF_A_DAY >= months:
            return True
        below = self.high < months or (self.high == months and self.high > self.low)
        return False if below else None


def spans(text: str) -> list[Span]:
    """Every length in a text that is folded and has no blanks (heard.fold), in the order in which they are said."""
    plain = _CALENDAR.sub("＃", text)
    return [span for each in _lengths(plain) if (span := _placed(plain, each)) is not None]


@dataclass(frozen=True)
class _Length:
    """What was said, before the words around it are looked at."""

    start: int
    end: int
    low: float
    high: float
    is_age: bool


def _lengths(text: str) -> list[_Length]:
    """一年零三个月 is one."""
    found: list[_Length] = []
    last: re.Match[str] | None = None
    for match in _LENGTH.finditer(text):
        low, high = _read(match)
        is_age = str(match["unit"] or "").endswith("岁")
        years_before = last is not None and _unit(last) == _MONTHS["年"] > _unit(match)
        if last is not None and years_before and _JOINED.fullmatch(text[last.end() : match.start()]):
            years = found.pop()
            low, high = years.low + low, years.high + high
            found.append(_Length(years.start, match.end(), low, high, False))
        else:
            found.append(_Length(match.start(), match.end(), low, high, is_age))
        last = match
    return found


def _unit(match: re.Match[str]) -> float:
    if match["month"]:
        return _MONTHS["月"]
    if match["week"]:
        return _MONTHS["周"]
    return _MONTHS[match["unit"].removeprefix("周") or "周"]


def _read(match: re.Match[str]) -> tuple[float, float]:
    """The months said, before what stands around."""
    each = _unit(match)
    if match["between"] == "把":  # 个把月
        return each, 2 * each
    low, high = _count(match["number"])
    if match["some"] in ("多", "几", "余"):
        high = low + (1 if low < 10 else 10 if low < 100 else 100)
    elif match["some"] == "来":
        low, high = low * 0.9, low * 1.1
    more = 0.5 if match["half"] or match["between"] == "半" or match["half_week"] else 0.0
    low, high = low + more, high + more
    if match["over"] or match["between"] in ("多", "来"):
        high = max(high, low + (0.5 if more or match["number"] == "半" else 1))
    return low * each, high * each


def _count(number: str) -> tuple[float, float]:
    if number in _VAGUE:
        return _VAGUE[number]
    if number.endswith("多"):
        return 3, inf
    if parts := re.fullmatch(rf"(\d+|[{_DIGIT}])[-~—到至](\d+|[{_DIGIT}])", number):
        return _between(0, _value(parts[1]), _value(parts[2]))
    if parts := re.fullmatch(rf"(.*十)?([{_DIGIT}])([{_DIGIT}])", number):  # 三五, 十二三
        tens = _value(parts[1]) if parts[1] else 0
        return _between(tens, _value(parts[2]), _value(parts[3]))
    value = _value(number)
    return value, value


def _between(tens: float, one: float, other: float) -> tuple[float, float]:
    low, high = sorted((one, other))
    return tens + low, tens + high + 0.01  # a little more: 一两年 may be two years


def _value(number: str) -> float:
    if re.fullmatch(r"\d+(?:\.\d+)?", number):
        return float(number)
    return float(numerals.value_of(number) or 0)


def _placed(text: str, said: _Length) -> Span | None:
    """The span by the words around it; None where it is denied or is no length of this."""
    before = re.split(r"[,，。；;]", text[: said.start])[-1]
    behind = {name for name, words in _AFTER if words.match(text[said.end :])}
    ahead = next((name for name, words in _BEFORE if words.search(before)), "")
    roles = behind | {ahead}
    if roles & {"whole", "denied"}:
        return None
    low, high = said.low, said.high
    kind: Kind = "gap" if "gap" in roles else "left" if "left" in roles else "is"
    if kind == "is":
        low, high = _between_words(low, high, roles)
    return Span(low, high, kind, ahead == "all", said.is_age)


def _between_words(low: float, high: float, roles: set[str]) -> tuple[float, float]:
    if "under" in roles:
        return 0, high
    if "near" in roles:
        return low * 0.75, low
    if "least" in roles:
        return low, inf
    if "about" in roles and low == high:
        return low * (1 - _WIDER), high * (1 + _WIDER)
    return low, high
