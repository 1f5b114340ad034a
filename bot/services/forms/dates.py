"""Dates as people type them: 2025年3月1日, 20250301, 昨天, 去年5月, 三天前, 二〇二五年三月一号."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.services.forms.bounds import add_months
from bot.services.forms.heard import fold

_RELATIVE_DAYS = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "今天": 0,
    "今日": 0,
    "当天": 0,
    "明天": 1,
    "后天": 2,
    "大后天": 3,
    "昨晚": -1,
    "昨夜": -1,
    "今早": 0,
    "今晚": 0,
    "今儿": 0,
    "昨儿": -1,
    "前儿": -2,
    "明儿": 1,
}
_RELATIVE_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_RELATIVE_MONTHS = {"上上个月": -2, "上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "下个月": 1, "下月": 1}
_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")

# 我大概是从2023年7月8号开始住到这边来的: what stands around a date and says nothing of it.
_LEAD_IN = re.compile(
    r"^(?:大概|大约|应该|好像|可能|差不多|记得|就|也|都|我们?|我家|全家|一家|俺|咱们?|本人|孩子|他|她|自己|是|在|从|自从?|于|打|到|来|住|搬|这边|这里|这儿|本市|"
    r"云江市?|过|的|时间|日期|出生|入住|居住|登记|那天|那年|早在|最早|开始|了|来着|:)+"
)
_TAIL = re.compile(
    r"(?:左右|前后|上下|那会儿?|那时候?|那天|的时候|来着|来|过|到|搬|住|进|入|落|在|这边|这里|这儿|这|本市|本地|云江市?|城里|市里|现在|一直|至今|就|才|刚|开始|起|"
    r"出生|生|登记|居住|工作|上班|上学|读书|打工|租房|定居|生活|租|吧|的|了|呢|啊|哦|呀|嘛|我们?|房子)+$"
)

_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})?$")
_YEAR_FIRST = re.compile(r"^(\d{4}|\d{2})(?:年|[-/.])(\d{1,2})(?:(?:月|[-/.])(\d{1,2})?)?(?:日|号)?$")
_MONTH_DAY = re.compile(r"^(\d{1,2})(?:月|[-/.])(\d{1,2})?(?:日|号)?$")
_WORD_YEAR = re.compile(rf"^({'|'.join(_RELATIVE_YEARS)})(\d{{1,2}})月(?:(\d{{1,2}})(?:日|号)?)?$")
_WORD_MONTH = re.compile(rf"^({'|'.join(_RELATIVE_MONTHS)})(?:(\d{{1,2}})(?:日|号)?)?$")
_MONTH_PART = re.compile(
    rf"^(?:(\d{{4}})年|({'|'.join(_RELATIVE_YEARS)}))?(?:(\d{{1,2}})月|({'|'.join(_RELATIVE_MONTHS)})|(年)|(月))?(初|头|底|末)$"
)
_WEEKDAY = re.compile(r"^(上上|上|这|本|下下|下)?个?(?:周|星期|礼拜)([1-6日天])$")
_NOW = re.compile(r"(?:就|从)?(?:现在|即日|立刻|眼下|这就)(?:就|起|开始|算|办|交|吧)*")
_YEAR_ALONE = re.compile(rf"^(?:\d{{4}}年?|\d{{2}}年|{'|'.join(_RELATIVE_YEARS)})$")
_DAY_PART = re.compile(
    r"(?<=[天日号])(?:一?早上?|早晨|上午|中午|下午|晚上?|夜里|凌晨|半夜|傍晚)(?:\d{1,2}[点时].{0,4})?$"
)
_AGO = re.compile(r"^(\d{1,3}|半)个?(天|日|周|星期|礼拜|月|年)(半)?(?:多)?(?:之|以)?(前|后)$")
_TEN = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")


def parse_date(text: str, today: date, prefer_past: bool = True) -> date | None:
    """None when no real day is meant. A month alone is its first day; without a year the nearest one is taken,
    at or before today when `prefer_past`."""
    if _NOW.fullmatch(re.sub(r"[\s。.!！]", "", fold(text))):
        return today
    key = _squeeze(text)
    if key in _RELATIVE_DAYS:
        return today + timedelta(days=_RELATIVE_DAYS[key])
    for pattern, read in _READERS:
        match = pattern.match(key)
        if match:
            try:
                return read(match, today, prefer_past)
            except (ValueError, OverflowError):
                return None
    return None


def is_year_alone(text: str) -> bool:
    """去年, 2023年: the month is still to be said."""
    return bool(_YEAR_ALONE.match(_squeeze(text)))


def is_rough(text: str) -> bool:
    """Whether a day was made out of less than one: 去年5月, 半年前, 下个月, 年底."""
    key = _squeeze(text)
    if _MONTH_PART.match(key):
        return True
    month = _WORD_MONTH.match(key)
    if month is not None:
        return month[2] is None
    compact, month_first = _COMPACT.match(key), _MONTH_DAY.match(key)
    if compact is not None:
        return compact[3] is None
    if month_first is not None:
        return month_first[2] is None
    full = _YEAR_FIRST.match(key) or _WORD_YEAR.match(key)
    if full is not None:
        return full[3] is None
    ago = _AGO.match(key)
    return ago is not None and ago[2] not in ("天", "日")


def say_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _squeeze(text: str) -> str:
    plain = re.sub(r"(?<=\d)\s+(?=\d)", "-", fold(text.strip()))
    plain = re.sub(r"[\s,，。.!~～]+$|[\s,，。!~～]", "", plain).replace("月份", "月")
    plain = _TAIL.sub("", _LEAD_IN.sub("", plain))
    return _DAY_PART.sub("", digits(plain))


def digits(text: str) -> str:
    """Numerals of dates as digits: 二〇二五年十二月 → 2025年12月."""
    return _TEN.sub(lambda ten: f"{ten[1] or 1}{ten[2] or 0}", text.replace("两", "二")).translate(_DIGITS)


def _full(match: re.Match[str], today: date, _past: bool) -> date:
    year = int(match[1])
    return date(year + 2000 if len(match[1]) == 2 else year, int(match[2]), int(match[3] or 1))


def _month_day(match: re.Match[str], today: date, prefer_past: bool) -> date:
    month, day = int(match[1]), int(match[2] or 1)
    years = range(today.year, today.year - 9, -1) if prefer_past else range(today.year, today.year + 9)
    for year in years:
        try:
            found = date(year, month, day)
        except ValueError:  # 29 February
            continue
        if found == today or (found < today) == prefer_past:
            return found
    raise ValueError("no such day")


def _word_year(match: re.Match[str], today: date, _past: bool) -> date:
    return date(today.year + _RELATIVE_YEARS[match[1]], int(match[2]), int(match[3] or 1))


def _word_month(match: re.Match[str], today: date, _past: bool) -> date:
    return add_months(today.replace(day=1), _RELATIVE_MONTHS[match[1]]).replace(day=int(match[2] or 1))


def _month_part(match: re.Match[str], today: date, _past: bool) -> date:
    """下个月底, 明年年初, 年底."""
    year = int(match[1]) if match[1] else today.year + _RELATIVE_YEARS.get(match[2] or "今年", 0)
    at_end = match[7] in ("底", "末")
    if match[4]:
        month = add_months(today.replace(day=1), _RELATIVE_MONTHS[match[4]])
    elif match[3]:
        month = date(year, int(match[3]), 1)
    elif match[6]:
        month = today.replace(day=1)
    elif match[5] or match[1] or match[2]:
        month = date(year, 12 if at_end else 1, 1)
    else:
        raise ValueError("no month")
    return add_months(month, 1) - timedelta(days=1) if at_end else month


def _weekday(match: re.Match[str], today: date, prefer_past: bool) -> date:
    """上周三; 周三 alone is the nearest one."""
    wanted = 6 if match[2] in "日天" else int(match[2]) - 1
    monday = today - timedelta(days=today.weekday())
    weeks = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
    if match[1]:
        return monday + timedelta(days=wanted, weeks=weeks[match[1]])
    ahead = (wanted - today.weekday()) % 7
    return today + timedelta(days=ahead - 7 if prefer_past and ahead else ahead)


def _ago(match: re.Match[str], today: date, _past: bool) -> date:
    """三天前, 半年前, 一年半前."""
    unit, sign = match[2], -1 if match[4] == "前" else 1
    if unit in ("天", "日", "周", "星期", "礼拜"):
        days = int(match[1]) * (1 if unit in ("天", "日") else 7)
        return today + sign * timedelta(days=days)
    months_each = 12 if unit == "年" else 1
    halves = 1 if match[1] == "半" else 2 * int(match[1]) + (1 if match[3] else 0)
    months, rest = divmod(halves * months_each, 2)
    return add_months(today, sign * months) + timedelta(days=sign * 15 * rest)


_READERS = (
    (_COMPACT, _full),
    (_YEAR_FIRST, _full),
    (_WORD_YEAR, _word_year),
    (_WORD_MONTH, _word_month),
    (_MONTH_PART, _month_part),
    (_WEEKDAY, _weekday),
    (_AGO, _ago),
    (_MONTH_DAY, _month_day),
)
