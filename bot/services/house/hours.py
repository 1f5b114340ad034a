"""办公时间 of the people who answer: weekly hours, holidays and 调休, and single days that are otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)

from bot.services.calendar.working_days import WorkingCalendar
from bot.services.content import CITY_ZONE, check_date, check_text

WEEK = "一二三四五六日"
_RANGE = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~～至到]\s*(\d{1,2}):(\d{2})")
_SEPARATORS = re.compile(r"[、,，;；\s]+")
_DAY_MINUTES = 24 * 60
_LOOK_AHEAD_DAYS = 60

Range = tuple[int, int]  # minutes since midnight: from, to


def read_ranges(value: Any) -> Any:
    """`9:00-12:00、13:30-17:00`, or a list of such texts, as `["09:00-12:00", "13:30-17:00"]`; ValueError in Chinese."""
    texts = _SEPARATORS.split(value.replace("：", ":").strip()) if isinstance(value, str) else value
    if not isinstance(texts, (list, tuple)):
        raise ValueError("时间写成 9:00-12:00、13:30-17:00 的样子")
    found: list[Range] = []
    for text in texts:
        if not text:
            continue
        match = _RANGE.fullmatch(str(text).replace("：", ":").strip())
        if match is None:
            raise ValueError(f"看不懂“{text}”，时间写成 9:00-12:00、13:30-17:00 的样子")
        begin, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if int(match[2]) > 59 or int(match[4]) > 59 or end > _DAY_MINUTES or begin >= end:
            raise ValueError(f"“{text}”不对：结束要晚于开始，不能过 24:00")
        if found and begin < found[-1][1]:
            raise ValueError(f"“{text}”和前一段重叠，请按先后写")
        found.append((begin, end))
    return tuple(f"{_clock(begin)}-{_clock(end)}" for begin, end in found)


Ranges = Annotated[tuple[str, ...], BeforeValidator(read_ranges)]


class SpecialDay(BaseModel):
    """A day that is not as the week says; without ranges nobody is there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: Annotated[str, AfterValidator(check_date)]
    ranges: Ranges = ()
    note: Annotated[str, StringConstraints(max_length=40), AfterValidator(check_text)] = ""


class OfficeHours(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    weekly: tuple[Ranges, ...] = Field(
        default=(("09:00-12:00", "13:30-17:00"),) * 5 + ((), ()), min_length=7, max_length=7
    )
    closed_on_holidays: bool = True
    special: tuple[SpecialDay, ...] = Field(default=(), max_length=100)

    @field_validator("special")
    @classmethod
    def _each_day_once(cls, days: tuple[SpecialDay, ...]) -> tuple[SpecialDay, ...]:
        seen = [each.day for each in days]
        twice = next((day for day in seen if seen.count(day) > 1), None)
        if twice:
            raise ValueError(f"{twice}写了两次")
        return tuple(sorted(days, key=lambda each: each.day))

    def ranges_on(self, day: date, calendar: WorkingCalendar) -> tuple[Range, ...]:
        """When somebody is there on `day`; a weekend worked for 调休 has the hours of the first weekday that has any."""
        special = self._special.get(day.isoformat())
        if special is not None:
            return _minutes(special.ranges)
        hours = self.weekly[day.weekday()]
        if self.closed_on_holidays and calendar.is_holiday(day):
            return ()
        if self.closed_on_holidays and not hours and day.weekday() >= 5 and calendar.is_working_day(day):
            hours = next((each for each in self.weekly[:5] if each), ())
        return _minutes(hours)

    def is_open(self, at: datetime, calendar: WorkingCalendar) -> bool:
        here = at.astimezone(CITY_ZONE)
        minute = here.hour * 60 + here.minute
        return any(begin <= minute < end for begin, end in self.ranges_on(here.date(), calendar))

    def next_opening(self, at: datetime, calendar: WorkingCalendar) -> datetime | None:
        """When somebody is there again: `at` itself while open; None where nobody is for two months."""
        if self.is_open(at, calendar):
            return at
        here = at.astimezone(CITY_ZONE)
        for ahead in range(_LOOK_AHEAD_DAYS):
            day = here.date() + timedelta(days=ahead)
            for begin, _ in self.ranges_on(day, calendar):
                opening = datetime(day.year, day.month, day.day, tzinfo=CITY_ZONE) + timedelta(minutes=begin)
                if opening > here:
                    return opening
        return None

    def words(self) -> str:
        """周一至周五 9:00-12:00、13:30-17:00（法定节假日除外，调休上班日照常）."""
        parts, first = [], 0
        while first < 7:
            last = first
            while last + 1 < 7 and self.weekly[last + 1] == self.weekly[first]:
                last += 1
            if self.weekly[first]:
                days = f"周{WEEK[first]}" + (f"至周{WEEK[last]}" if last > first else "")
                parts.append(f"{days} {'、'.join(map(_short, self.weekly[first]))}")
            first = last + 1
        if not parts:
            return "暂不提供人工服务"
        return "；".join(parts) + ("（法定节假日除外，调休上班日照常）" if self.closed_on_holidays else "")

    @property
    def _special(self) -> Mapping[str, SpecialDay]:
        return {each.day: each for each in self.special}


def _minutes(ranges: tuple[str, ...]) -> tuple[Range, ...]:
    found = []
    for text in ranges:
        begin, end = text.split("-")
        found.append((_minute(begin), _minute(end)))
    return tuple(found)


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _short(text: str) -> str:
    return re.sub(r"\b0(\d:)", r"\1", text)
