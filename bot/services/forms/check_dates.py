"""A day as it was typed, within the limits of its field."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.services.forms.bounds import resolve
from bot.services.forms.dates import is_rough, is_year_alone, parse_date, say_date
from bot.services.forms.outcome import Outcome, Refused
from bot.services.forms.schema import Question
from bot.services.forms.show import accepted

_LUNAR = re.compile(r"农历|阴历|旧历|正月|腊月|冬月|初[一二三四五六七八九十]|大年|除夕")


def check_date(question: Question, text: str, today: date) -> Outcome:
    lower, upper = (resolve(str(b), today) if b is not None else None for b in question.bounds)
    day = parse_date(text, today, prefer_past=lower is None or lower < today)
    if day is None and _LUNAR.search(text):
        return Refused(f"请说阳历（公历）的日期，例如“{say_date(today)}”；日历上农历旁边就是。")
    if day is None and is_year_alone(text):
        return Refused(f"还要知道是几月，例如“{today.year}年3月”；记不清是哪一天的，说到月份就可以。")
    if day is None:
        return Refused(f"没有认出日期，请像“{say_date(today)}”或“{today:%Y%m%d}”这样输入。")
    if lower is not None and day < lower:
        return Refused(
            question.words or f"日期不能早于{say_date(lower)}，您输入的是{say_date(day)}，请核对。"
        )
    if upper is not None and day > upper:
        return Refused(
            question.words or f"日期不能晚于{say_date(upper)}，您输入的是{say_date(day)}，请核对。"
        )
    taken = accepted(question, day.isoformat())
    if not is_rough(text):
        return taken
    return replace(taken, note=f"按{say_date(day)}登记；不是这一天的话，说“修改”加名称再改。")
