"""The days that a date in words means, counted from today: what `dates` does with a match."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from bot.nlu.entities.festivals import days_off
from bot.nlu.entities.numerals import whole

_WEEKDAYS = "一二三四五六日"
NEAR = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "昨儿": -1,
    "今天": 0,
    "今日": 0,
    "今儿": 0,
    "今早": 0,
    "今晚": 0,
    "当天": 0,
}
NEAR |= {"明天": 1, "明日": 1, "明儿": 1, "明早": 1, "明晚": 1, "后天": 2, "后日": 2, "大后天": 3}
NEAR_YEAR = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_STEP = {"上上": -2, "上": -1, "这": 0, "本": 0, "": 0, "下": 1, "下下": 2}
_ONE = timedelta(days=1)
_TENTHS = {
    "初": (1, 10),
    "上旬": (1, 10),
    "中旬": (11, 20),
    "中": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}


Period = tuple[date | None, date | None]  # first and last day; None where it is open
Read = Callable[[re.Match[str], date], Period | None]


def iso(period: Period) -> str:
    first, last = period
    if first == last and first is not None:
        return first.isoformat()
    return f"{first.isoformat() if first else '..'}/{last.isoformat() if last else '..'}"


def _number(written: str) -> int:
    value = whole(written)
    if value is None:
        raise ValueError(written)
    return value


def _year(written: str) -> int:
    year = _number(written)
    return year if year > 99 else 2000 + year if year < 60 else 1900 + year


def _month(year: int, month: int, part: str | None = None) -> Period:
    last = monthrange(year, month)[1]
    begin, end = _TENTHS.get(part or "", (1, last))
    return date(year, month, begin), date(year, month, min(end, last))


def full(match: re.Match[str], _today: date) -> Period:
    day = date(_year(match["y"]), _number(match["m"]), _number(match["d"]))
    return day, day


def of_year(match: re.Match[str], today: date) -> Period:
    """2024年, 2024年5月(底), 去年, 明年3月8号."""
    groups = match.groupdict()
    year = today.year + NEAR_YEAR[groups["near"]] if groups["near"] else _year(groups["y"])
    if groups["edge"]:
        return (date(year, 12, 1), date(year, 12, 31)) if groups["edge"] in "底末" else _month(year, 1)
    if not groups["m"]:
        return date(year, 1, 1), date(year, 12, 31)
    month = _number(groups["m"])
    if groups["d"]:
        day = date(year, month, _number(groups["d"]))
        return day, day
    return _month(year, month, groups["part"])


def month_day(match: re.Match[str], today: date) -> Period:
    month, day = _number(match["m"]), _number(match["d"])
    found = date(today.year, month, day)
    found = found if found >= today else date(today.year + 1, month, day)
    return found, found


def month_only(match: re.Match[str], today: date) -> Period:
    month = _number(match["m"])
    return _month(today.year if month >= today.month else today.year + 1, month, match["part"])


def near_month(match: re.Match[str], today: date) -> Period:
    months = today.year * 12 + today.month - 1 + _STEP[match["step"]]
    year, month = divmod(months, 12)
    if match["d"]:
        day = date(year, month + 1, _number(match["d"]))
        return day, day
    return _month(year, month + 1, match["part"])


def weekday(match: re.Match[str], today: date) -> Period:
    monday = today - timedelta(days=today.weekday()) + 7 * _ONE * _STEP[match["step"] or ""]
    if match["day"] in ("末", "未"):
        return monday + 5 * _ONE, monday + 6 * _ONE
    at = _WEEKDAYS.find(match["day"].replace("天", "日"))
    day = monday + _ONE * (at if at >= 0 else int(match["day"]) - 1)
    if not match["step"] and day < today:
        day += 7 * _ONE
    return day, day


def week(match: re.Match[str], today: date) -> Period:
    monday = today - timedelta(days=today.weekday()) + 7 * _ONE * _STEP[match["step"]]
    return monday, monday + 6 * _ONE


def near(match: re.Match[str], today: date) -> Period:
    day = today + _ONE * NEAR[match.group()]
    return day, day


def day_only(match: re.Match[str], today: date) -> Period:
    day = _number(match["d"])
    month = today if day >= today.day else today.replace(day=1) + timedelta(days=32)
    found = month.replace(day=day)
    return found, found


def distance(match: re.Match[str], today: date) -> Period:
    """三天后, 半年前, 一周内."""
    unit, n = match["unit"], match["n"]
    if unit in ("天", "日", "周", "星期", "礼拜"):
        days = 3 if n == "半" else _number(n) * (1 if unit in ("天", "日") else 7)
        far = today + _ONE * days * (-1 if match["way"] == "前" else 1)
    else:
        months = (6 if unit == "年" else 0) if n == "半" else _number(n) * (12 if unit == "年" else 1)
        months *= -1 if match["way"] == "前" else 1
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        far = date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
        if n == "半" and unit == "月":
            far += 15 * _ONE * (-1 if match["way"] == "前" else 1)
    return (today, far) if match["way"] in ("内", "里") else (far, far)


def edge(match: re.Match[str], today: date) -> Period:
    if match.group() in ("年底", "年末"):
        return date(today.year, 12, 1), date(today.year, 12, 31)
    if match.group() == "年初":
        return _month(today.year if today.month == 1 else today.year + 1, 1)
    return _month(today.year, today.month, match.group()[1:])


def festival(match: re.Match[str], today: date) -> Period | None:
    """None while nobody has dated the next one."""
    days = days_off(match["name"], today)
    if days is None:
        return None
    if match["way"] in ("前", "之前", "以前"):
        return None, days[0] - _ONE
    return (days[1] + _ONE, None) if match["way"] else days
