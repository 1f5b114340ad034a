"""日期 in running text, as days of the calendar: 下周三, 12月2号, 去年五月, 国庆后, 三天内.

A value is a day (2026-12-02), a period (2026-11-30/2026-12-06), or one open at an end (2026-10-08/.., ../2026-09-30), as
ISO 8601-2 writes them; a festival nobody has dated yet keeps its name.
"""

from __future__ import annotations

import re
from datetime import date

from bot.nlu.entities import periods
from bot.nlu.entities.festivals import NAMES
from bot.nlu.entities.found import Found, longest

_N = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[零〇一二两三四五六七八九])"
_YEAR = r"(?:(?:19|20)\d{2}|[一二][零〇九][零〇一二三四五六七八九]{2}|(?<!\d)\d{2}(?=年\d{1,2}月))"
_DAY = r"[日号](?!楼|线|窗|院|店|柜|机|公馆|门|栋|室|厅|令|文|台|桌|车|码|召|称|牌)"
_READERS: tuple[tuple[re.Pattern[str], periods.Read], ...] = (
    (
        re.compile(
            rf"(?<![\d.])(?P<y>{_YEAR}|\d{{4}})[-/.年 ](?P<m>{_N})[-/.月 ](?P<d>{_N})(?:{_DAY})?(?![\d.])"
        ),
        periods.full,
    ),
    (
        re.compile(
            r"(?<![\da-z])(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\da-z])"
        ),
        periods.full,
    ),
    (
        re.compile(
            rf"(?:(?<!\d)(?P<y>{_YEAR})年(?![级检审报限内])|(?P<near>{'|'.join(periods.NEAR_YEAR)}))"
            rf"(?:年?(?P<edge>底|末|初)|(?P<m>{_N})月(?!子)(?:份)?(?:(?P<d>{_N})(?:{_DAY})?|(?P<part>[上中下]旬|底|初|末))?)?"
        ),
        periods.of_year,
    ),
    (
        re.compile(
            rf"(?<![\d年])(?P<m>{_N})(?:月|(?<=\d)[-/.](?=\d{{1,2}}[日号]))(?P<d>{_N})(?:{_DAY}|(?![\d个天年月]))"
        ),
        periods.month_day,
    ),
    (
        re.compile(
            rf"(?<![\d年个])(?P<m>{_N})月(?!子|供|租|薪|嫂|缴|收入)(?:份)?(?P<part>[上中下]旬|底|初|末)?(?!\d)"
        ),
        periods.month_only,
    ),
    (
        re.compile(
            rf"(?P<step>上上|下下|上|下|这|本)个?月(?:份)?(?:(?P<d>{_N}){_DAY}|(?P<part>[上中下]旬|底|初|末))?"
        ),
        periods.near_month,
    ),
    (
        re.compile(
            r"(?P<step>上上|下下|上|下|这|本)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末1-7])(?!岁|个|转|边|年|报|[一二三四五六七八九十]?次)"
        ),
        periods.weekday,
    ),
    (
        re.compile(
            r"(?P<step>上上|下下|上|下|这|本)个?(?:周|星期|礼拜)(?![一二三四五六日天末1-7])(?:内|里)?"
        ),
        periods.week,
    ),
    (re.compile("|".join(sorted(periods.NEAR, key=len, reverse=True))), periods.near),
    (re.compile(rf"(?<![\d月第路街道巷弄村镇a-z])(?P<d>{_N}){_DAY}"), periods.day_only),
    (
        re.compile(
            rf"(?P<n>{_N}|\d+|半)个?多?(?P<unit>天|日|周|星期|礼拜|月|年)(?:[之以])?(?P<way>前|后|内|里)(?!任|夫|妻|面|勤|缀)"
        ),
        periods.distance,
    ),
    (
        re.compile(
            r"(?<![半全今明去前后本这下上一二三四五六七八九十\d])(?:年底|年末|年初|月底|月末|月初|月中(?=旬|$))"
        ),
        periods.edge,
    ),
    (
        re.compile(
            rf"(?P<name>{NAMES})(?:节)?(?:假期|长假|小长假|黄金周|放假|期间|假)?(?P<way>之前|以前|前|之后|以后|过后|后)?"
        ),
        periods.festival,
    ),
)


def find_dates(text: str, today: date) -> list[Found]:
    found = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            try:
                period = read(match, today)
            except (ValueError, OverflowError):  # 2月30日
                continue
            value = match.group() if period is None else periods.iso(period)
            found.append(Found("date", value, *match.span()))
    return longest(found)
