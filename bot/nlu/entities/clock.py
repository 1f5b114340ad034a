"""时间 of a day: 上午, 下午3点半, 9:00-11:00. Values: am, pm, noon, evening, night; 15:30; 09:00/11:00."""

from __future__ import annotations

import re

from bot.nlu.entities.found import Found, longest
from bot.nlu.entities.numerals import whole

_PARTS = {
    "凌晨": "night",
    "半夜": "night",
    "清晨": "am",
    "早上": "am",
    "早晨": "am",
    "一早": "am",
    "大早": "am",
    "上午": "am",
    "午前": "am",
}
_PARTS |= {
    "中午": "noon",
    "下午": "pm",
    "午后": "pm",
    "傍晚": "evening",
    "晚上": "evening",
    "夜里": "night",
    "夜间": "night",
}
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))
_N = r"(?:\d{1,2}|[一二]?十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_CLOCK = rf"(?<![\d.])(?P<h>{_N})(?:(?::(?P<m>[0-5]\d))|(?:点|时(?!间|候|限|刻|段|效))(?!儿|击|名|钱|心|都|滴|数|赞|餐|[一二三四五六七八九]+[万千])(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<min>{_N})分?|钟|整)?)(?!\d)"
_ONE_POINT = re.compile(r"一点(?!半|钟|整|\d|[一二三四五]?十|[到至-])")  # 快一点, 一点都不
_TIME = re.compile(rf"(?P<part>{_PART})?{_CLOCK}")
_TO = re.compile(r"[-~到至—]{1,2}")


def find_times(text: str) -> list[Found]:
    times = [found for match in _TIME.finditer(text) if (found := _time(match))]
    joined: list[Found] = []
    for one in times:
        last = joined[-1] if joined else None
        if last and "/" not in last.value and _TO.fullmatch(text[last.end : one.start]):
            joined[-1] = Found("time", f"{last.value}/{_after(last.value, one.value)}", last.start, one.end)
        else:
            joined.append(one)
    parts = [Found("time", _PARTS[match.group()], *match.span()) for match in re.finditer(_PART, text)]
    return longest([*joined, *parts])


def _time(match: re.Match[str]) -> Found | None:
    part = _PARTS.get(match["part"] or "", "")
    if not part and _ONE_POINT.match(match.string, match.start()):
        return None
    hour = whole(match["h"])
    if hour is None:
        return None
    minute = (
        30 if match["half"] else 15 * (whole(match["quarter"]) or 0) if match["quarter"] else _minutes(match)
    )
    if (hour < 12 and part in ("pm", "evening")) or (part == "noon" and hour < 4):
        hour += 12
    elif not part and 1 <= hour <= 6 and ":" not in match.group():
        hour += 12  # 3点 at a government hall is in the afternoon
    if hour > 24 or minute > 59:
        return None
    return Found("time", f"{hour % 24:02}:{minute:02}", *match.span())


def _minutes(match: re.Match[str]) -> int:
    return int(match["m"]) if match["m"] else (whole(match["min"]) or 0) if match["min"] else 0


def _after(first: str, second: str) -> str:
    """上午9点到5点: the second of two is later."""
    hour, minute = int(second[:2]), second[2:]
    return f"{hour + 12:02}{minute}" if second < first and hour < 12 else second
