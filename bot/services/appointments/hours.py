"""办理时间 as the catalogue says it, in words: 周一至周五 9:00-12:00、13:30-17:00（法定节假日除外）."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.services.calendar.working_days import WorkingCalendar

_WEEK = "一二三四五六日"
_DAYS = re.compile(r"周([一二三四五六日天])(?:[至到~-]周?([一二三四五六日天]))?")
_RANGE = re.compile(r"(\d{1,2}):(\d{2})[-–~至](\d{1,2}):(\d{2})")
_OPEN_ON_HOLIDAYS = re.compile(r"节假日照常")
SLOT_MINUTES = 60
_SHORTEST = 30


@dataclass(frozen=True)
class Hours:
    """`weekdays`: 0 = Monday; `ranges`: when a window is open on such a day."""

    weekdays: frozenset[int]
    ranges: tuple[tuple[time, time], ...]
    on_holidays: bool = False

    def open_on(self, day: date, calendar: WorkingCalendar) -> bool:
        """A weekend worked for 调休 counts as a weekday; a holiday closes unless the window says otherwise."""
        if self.on_holidays:
            return day.weekday() in self.weekdays
        if day.weekday() in self.weekdays:
            return day.weekday() >= 5 or calendar.is_working_day(day)
        return day.weekday() >= 5 and calendar.is_working_day(day)

    def slots(self) -> list[tuple[time, time]]:
        """Hours from each opening on; a rest shorter than half an hour belongs to the slot before it."""
        found: list[tuple[time, time]] = []
        for begin, end in self.ranges:
            at, last = _minutes(begin), _minutes(end)
            while last - at >= SLOT_MINUTES:
                upto = at + SLOT_MINUTES if last - at - SLOT_MINUTES >= _SHORTEST else last
                found.append((_time(at), _time(upto)))
                at = upto
            if last - at >= _SHORTEST:
                found.append((_time(at), _time(last)))
        return found


def parse_hours(text: str) -> Hours | None:
    """None for what cannot be booked: open round the clock, or told otherwise than by days and times."""
    first = re.split(r"[；;]", text.replace("：", ":"))[0]
    plain = re.sub(r"（[^）]*）|\([^)]*\)", "", first)
    days = _DAYS.search(plain)
    try:
        ranges = tuple(
            (time(int(m[1]), int(m[2])), time(int(m[3]) % 24, int(m[4]))) for m in _RANGE.finditer(plain)
        )
    except ValueError:  # 9:75, 29:00
        return None
    if days is None or not ranges or any(begin >= end for begin, end in ranges):
        return None
    from_, to = (_weekday(each) if each else None for each in days.groups())
    assert from_ is not None
    weekdays = frozenset(range(from_, (to if to is not None else from_) + 1))
    return Hours(weekdays, ranges, bool(_OPEN_ON_HOLIDAYS.search(text)))


def is_past(day: date, start: time, now_in_city: datetime) -> bool:
    """A slot that began is gone."""
    return datetime.combine(day, start) <= now_in_city.replace(tzinfo=None)


def _weekday(char: str) -> int:
    return _WEEK.index("日" if char == "天" else char)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minutes: int) -> time:
    return (datetime.min + timedelta(minutes=minutes)).time()
