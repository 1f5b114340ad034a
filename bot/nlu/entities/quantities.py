"""How much, how many, how old, how long: 三千五百元, 3口人, 八十多岁, 半年, 第二次."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.nlu.entities.found import Found, longest
from bot.nlu.entities.numerals import NUMERAL, value_of, written

_MORE = "(?:多|来|几|余)?"
_AMOUNT = re.compile(
    rf"(?P<n>{NUMERAL}){_MORE}(?:元整?|块(?P<dime>[一二三四五六七八九\d])(?![十百千\d])|块钱?|圆|人民币)"
    rf"|(?P<big>{NUMERAL})(?![人户名位个平公株条次辆里只头亩元块点])"
)
_PEOPLE = re.compile(
    rf"(?<!第)(?P<n>{NUMERAL})(?:个人|口人|人(?!民|员|事|力|才|身)|位|名(?!字|下)|口子)|(?P<pair>[俩仨])(?:人|口子)?"
)
_AGE = re.compile(rf"(?P<n>{NUMERAL}){_MORE}(?:周岁|岁|虚岁)(?P<half>半)?")
_DURATION = re.compile(
    rf"(?<!周)(?<!期)(?<!拜)(?<!第)(?P<n>{NUMERAL}|半){_MORE}(?P<unit>个?多?(?P<and_half>半)?(?:工作日|月|小时|星期|礼拜|钟头)|天|年|周|日(?!元|本|期|常|前)|分钟)(?P<half>半)?"
    r"(?![之以]?[前内后])(?!月|级|检|审|报)"
)
_COUNT = re.compile(
    rf"(?P<n>{NUMERAL})(?P<more>多)?(?:平方米|平米|平方|个|份|张|本(?!人|市|地|科|区|省|月|周|年)|次|套|间|栋|辆|台|家|寸|平|公里|级|种|条|项|户|遍|趟|孩)"
)
_ORDINAL = re.compile(rf"第(?P<n>{NUMERAL})(?:个|次|条|步|代|胎|套|批|类|种|季度|项|孩|版|页|章|款)")
_NOT_A_NUMBER = frozenset(
    {"一个", "一次", "一种", "一条", "一项", "一本", "一张", "一份", "一家", "一级", "一套"}
)
_LETTER = {
    "天": "D",
    "日": "D",
    "周": "W",
    "星期": "W",
    "礼拜": "W",
    "月": "M",
    "年": "Y",
    "小时": "H",
    "钟头": "H",
}
_MONEY = re.compile(r"[万亿]")  # 年收入十万: without a unit it is money
_PAIR = {"俩": Decimal(2), "仨": Decimal(3)}
_YEAR_LIKE = range(1900, 2100)


def find_quantities(text: str) -> list[Found]:
    """Values: plain decimal numbers; for `duration` ISO 8601 (P6M, P1Y6M, PT2H), and 5工作日, which ISO has no word for."""
    return longest([*_durations(text), *_simple(text)])


def _simple(text: str) -> Iterator[Found]:
    for entity, pattern in (
        ("amount", _AMOUNT),
        ("person_count", _PEOPLE),
        ("age", _AGE),
        ("number", _ORDINAL),
        ("number", _COUNT),
    ):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            value = _PAIR[pair] if (pair := groups.get("pair")) else value_of(groups["n"] or groups["big"])
            if (
                value is None
                or match.group() in _NOT_A_NUMBER
                or (not _MONEY.search(match.group()) and groups.get("big"))
            ):
                continue
            if groups.get("half"):
                value += Decimal("0.5")
            if dime := groups.get("dime"):
                value += (value_of(dime) or 0) / Decimal(10)
            yield Found(entity, written(value), *match.span())


def _durations(text: str) -> Iterator[Found]:
    for match in _DURATION.finditer(text):
        unit = match["unit"].lstrip("个多半")
        counted = "个" in match["unit"] or unit not in ("月", "日")  # 3月 and 5日 are dates
        if not counted:
            continue
        value = Decimal("0.5") if match["n"] == "半" else value_of(match["n"])
        if value is None or (unit == "年" and value in _YEAR_LIKE):
            continue
        yield Found(
            "duration",
            _iso(value + (Decimal("0.5") if match["half"] or match["and_half"] else 0), unit),
            *match.span(),
        )


def _iso(value: Decimal, unit: str) -> str:
    if unit == "工作日":
        return f"{written(value)}工作日"
    if unit == "分钟":
        return f"PT{written(value)}M"
    letter = _LETTER[unit]
    if letter == "H":
        return f"PT{written(value)}H"
    if value == value.to_integral_value():
        return f"P{written(value)}{letter}"
    if letter == "Y":
        years, months = divmod(int(value * 12), 12)
        return f"P{f'{years}Y' if years else ''}{months}M"
    if letter == "M":
        return f"P{f'{int(value)}M' if int(value) else ''}15D"
    return f"P{written(value)}{letter}"
