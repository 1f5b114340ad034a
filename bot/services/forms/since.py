"""A beginning said instead of a length: 2019年开始交的, 去年三月来的, 上个月才入职; as the months gone by since."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from bot.services.forms.bounds import add_months
from bot.services.forms.dates import digits
from bot.services.forms.spans import Span

_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0}
_MONTHS = {"上上个月": -2, "上个月": -1, "上月": -1, "这个月": 0, "本月": 0}
_DAYS = {
    "大前天": (3, 3),
    "前天": (2, 2),
    "昨天": (1, 1),
    "今天": (0, 0),
    "前几天": (2, 10),
    "上周": (1, 14),
    "上星期": (1, 14),
}
_IN_YEAR = r"(?:(?P<{0}m>\d{{1,2}})月(?:份)?(?:(?P<{0}d>\d{{1,2}})[日号])?)?"
_WHEN = re.compile(
    rf"(?P<year>(?<!\d)(?:19|20)\d{{2}}(?!\d)|(?<!\d)\d{{2}}(?=年(?:\d{{1,2}}月|来|到|就|起|开|参|入|毕业|搬|进|那)))年?{_IN_YEAR.format('y')}"
    rf"|(?P<ago>{'|'.join(_YEARS)}){_IN_YEAR.format('a')}"
    rf"|(?P<month>{'|'.join(_MONTHS)})(?:(?P<day>\d{{1,2}})[日号])?"
    rf"|(?P<rel>{'|'.join(_DAYS)})"
    r"|(?<!\d)(?P<born>\d{2})(?=年(?:的|生|出生))年"
    r"|(?<!\d)(?P<near>\d{1,2})月(?:份)?(?:(?P<near_day>\d{1,2})[日号])?"
)
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十]+(?=[年月日号])")
# What may stand beside a beginning; anything else, 去年三月辞职的, says that it is the day of something else.
_BESIDE = re.compile(
    r"(?:大概|大约|好像|可能|应该|记得|我们?|俺|咱们?|本人|全家|一家人?|孩子|单位|公司|厂里|老板|就|才|刚|也|都|早在|早|是|从|自从?|打|在|于|到现在|至今|"
    r"一直|开始|起|来|到|搬|住|租|过来|进|交|缴|缴纳|买|上|参保|参加|入职|上班|工作|干活|打工|上学|读书|生活|出生|生|人|社保|公积金|保险|失业保险|失业金|"
    r"养老保险|养老|医保|职工|云江市?|这边|这里|这儿|这|本市|本地|的|了|呢|啊|呀|吧|左右|年底|年初|初|底|末|那会儿?|那时候?|那年|那天|[,，。])*"
)


def begun(text: str, today: date) -> list[Span]:
    """The months since each beginning that is named; empty where it is something else that began."""
    plain = _NUMERAL.sub(lambda said: digits(said[0]), text)
    matches = list(_WHEN.finditer(plain))
    if not matches or not _BESIDE.fullmatch(_WHEN.sub("", plain)):
        return []
    if len(matches) > 1:  # from then to then
        return []
    days = _days(matches[0], today)
    if days is None or days[1] > today:
        return []
    return [Span(_gone(days[1], today), _gone(days[0], today) + (days[0] != days[1]) * 1.0)]


def _days(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """The first and the last day it may have been, none later than today."""
    try:
        if match["rel"]:
            most, least = sorted(_DAYS[match["rel"]], reverse=True)
            return today - timedelta(days=most), today - timedelta(days=least)
        if match["month"]:
            first = add_months(today.replace(day=1), _MONTHS[match["month"]])
            return _within(first.year, first.month, match["day"], today)
        if match["near"]:
            month = int(match["near"])
            return _within(today.year - (month > today.month), month, match["near_day"], today)
        if match["ago"]:
            return _within(today.year + _YEARS[match["ago"]], match["am"], match["ad"], today)
        year = int(match["year"] or match["born"])
        if year < 100:
            year += 2000 if year <= today.year % 100 else 1900
        return _within(year, match["ym"], match["yd"], today)
    except ValueError:
        return None


def _within(year: int, month: str | int | None, day: str | None, today: date) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), min(date(year, 12, 31), max(today, date(year, 1, 1)))
    if day is not None:
        exact = date(year, int(month), int(day))
        return exact, exact
    first = date(year, int(month), 1)
    last = first.replace(day=calendar.monthrange(year, int(month))[1])
    return first, min(last, max(today, first))


def _gone(day: date, today: date) -> float:
    """Whole months from `day` to `today`."""
    months = (today.year - day.year) * 12 + today.month - day.month
    return float(months - (day.day > today.day and add_months(day, months) > today))
