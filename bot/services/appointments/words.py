"""When somebody wants to come, in words: 下周三上午, 后天下午3点, 12月2号, 下周, 周五.

`Reader` is a seam: anything that reads a text the same way serves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Protocol

from bot.services.forms.heard import fold

_DIGITS = {ch: n for n, ch in enumerate("零一二三四五六七八九")} | {"两": 2}
_NEAR = {
    "大后天": 3,
    "后天": 2,
    "明天": 1,
    "明日": 1,
    "明早": 1,
    "明晚": 1,
    "明儿": 1,
    "今天": 0,
    "今日": 0,
    "今儿": 0,
}
_WEEKDAY = re.compile(r"(下下|下|这|本)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天1-7])")
_WEEK = re.compile(r"(下下|下|这|本)(?:个)?(?:周|星期|礼拜)(?:内|里)?(?![一二三四五六日天1-7])")
_WEEKEND = re.compile(r"(下|这|本)?(?:个)?周末")
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:月|[-/.])(\d{1,2})(?:日|号)?(?!\d)")
_ISO = re.compile(r"(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_DAY = re.compile(r"(?<![\d月])(\d{1,2})(?:日|号)(?!楼|线|窗)")
_MONTH = re.compile(r"(今年|明年|后年)?(\d{1,2})月份?(?!\d)")
_NEXT_MONTH = re.compile(r"(下|这|本)个?月(?!\d)")
_YEARS = {"明年": 1, "后年": 2}
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?:[:：](\d{2})|[点时](半|(\d{1,2})分?|钟|整)?)")
_MORNING = re.compile(r"上午|早上|一早|早晨|明早|午前")
_AFTERNOON = re.compile(r"下午|午后|晚些|傍晚")
_SOON = re.compile(r"最早|最近|最快|越快越好|越早越好|尽快|尽早|随便|都行|都可以|哪天都|第一个")
_NUMBER = re.compile(
    r"([一二三四五六七八九])?十([一二三四五六七八九])?(?=[月日号点时分])|([零一二两三四五六七八九])(?=[月日号点时分])"
)


@dataclass(frozen=True)
class When:
    """`first`–`last`: the days meant, None for any; `part`: "am" or "pm"; `at`: the time; `soonest`: the first free."""

    first: date | None = None
    last: date | None = None
    part: str | None = None
    at: time | None = None
    soonest: bool = False

    def fits(self, day: date, start: time) -> bool:
        if self.first is not None and not self.first <= day <= (self.last or self.first):
            return False
        if self.at is not None:
            return start <= self.at < time(min(start.hour + 1, 23), start.minute)
        return self.part is None or (start.hour < 12) == (self.part == "am")

    @property
    def empty(self) -> bool:
        return self == When()


class Reader(Protocol):
    def __call__(self, text: str, today: date) -> When:
        """An empty `When` when no time is meant."""


def read_when(text: str, today: date) -> When:
    said = _NUMBER.sub(_digits, fold(text))
    first, last, rest = _days(said, today)
    part = "am" if _MORNING.search(said) else "pm" if _AFTERNOON.search(said) else None
    return When(first, last, part, _clock(rest, part), bool(_SOON.search(said)))


def _days(said: str, today: date) -> tuple[date | None, date | None, str]:
    """(first, last, the text without the day)."""
    monday = today - timedelta(days=today.weekday())
    ahead = {"下下": 14, "下": 7, "这": 0, "本": 0}
    try:
        if match := _ISO.search(said):
            day = date(*map(int, match.groups()))
            return day, day, _cut(said, match)
        for word, days in _NEAR.items():
            if word in said:
                day = today + timedelta(days=days)
                return day, day, said.replace(word, "", 1)
        if match := _WEEKDAY.search(said):
            number = "一二三四五六日".find(match[2].replace("天", "日"))
            day = monday + timedelta(
                days=ahead.get(match[1], 0) + (number if number >= 0 else int(match[2]) - 1)
            )
            if match[1] is None and day < today:
                day += timedelta(days=7)
            return day, day, _cut(said, match)
        if match := _WEEKEND.search(said):
            saturday = monday + timedelta(days=5 + ahead.get(match[1], 0))
            return saturday, saturday + timedelta(days=1), _cut(said, match)
        if match := _WEEK.search(said):
            begin = monday + timedelta(days=ahead[match[1]])
            return max(begin, today), begin + timedelta(days=6), _cut(said, match)
        if match := _MONTH_DAY.search(said):
            day = date(today.year, int(match[1]), int(match[2]))
            day = day if day >= today else day.replace(year=today.year + 1)
            return day, day, _cut(said, match)
        if match := _DAY.search(said):
            day = today.replace(day=int(match[1]))
            if day < today:
                day = (today.replace(day=1) + timedelta(days=32)).replace(day=int(match[1]))
            return day, day, _cut(said, match)
        if match := _MONTH.search(said):
            begin = date(today.year + _YEARS.get(match[1], 0), int(match[2]), 1)
            past = match[1] is None and begin.month < today.month
            return *_whole_month(begin.replace(year=begin.year + 1) if past else begin, today), _cut(
                said, match
            )
        if match := _NEXT_MONTH.search(said):
            begin = today.replace(day=1)
            begin = (begin + timedelta(days=32)).replace(day=1) if match[1] == "下" else begin
            return *_whole_month(begin, today), _cut(said, match)
    except ValueError:  # 2月30日
        pass
    return None, None, said


def _whole_month(begin: date, today: date) -> tuple[date, date]:
    end = (begin + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return (begin if end < today else max(begin, today)), end


def _clock(said: str, part: str | None) -> time | None:
    match = _CLOCK.search(said)
    if match is None:
        return None
    hour = int(match[1])
    minute = 30 if match[3] == "半" else int(match[2] or match[4] or 0)
    if hour < 12 and (part == "pm" or (part is None and 1 <= hour <= 6)):
        hour += 12  # 3点 at a government hall is in the afternoon
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _digits(match: re.Match[str]) -> str:
    if match[3]:
        return str(_DIGITS[match[3]])
    return str(10 * _DIGITS.get(match[1] or "一", 1) + _DIGITS.get(match[2] or "零", 0))


def _cut(said: str, match: re.Match[str]) -> str:
    return said[: match.start()] + said[match.end() :]
