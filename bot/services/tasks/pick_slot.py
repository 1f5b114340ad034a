"""Choosing a slot: by button, or in words, narrower each time."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from bot.services.appointments.slots import free_slots
from bot.services.appointments.views import SlotView
from bot.services.appointments.words import Reader, When, read_when
from bot.services.forms.outcome import Accepted, Refused
from bot.services.tasks.ask import Ask, More, Outcome, option
from bot.services.tasks.context import Context

SHOWN_DAYS = 3
WAIT = "wait"
reader: Reader = read_when
_WEEK = "一二三四五六日"


def day_words(day: date) -> str:
    return f"{day.month}月{day.day}日（周{_WEEK[day.weekday()]}）"


def slot_title(slot: SlotView) -> str:
    return f"{slot.day.month}月{slot.day.day}日 {slot.start:%H:%M}"


def pick_slot(ctx: Context, window_code: str, window_name: str, item_name: str, *, waiting: bool) -> Ask:
    """The free slots of the days meant, else of the next days; `waiting`: a full day can be waited for."""
    slots = free_slots(ctx.session, window_code, ctx.now)
    when = reader(ctx.get("when") or "", ctx.today)
    fitting = [slot for slot in slots if slot.left and when.fits(slot.day, slot.start)]
    lead = f"“{window_name}”可以预约的时间："
    full = None
    if not fitting and not when.empty:
        why, full = nothing_then(when, slots, ctx.today)
        lead = f"{why}。可以预约的时间："
        fitting = [slot for slot in slots if slot.left and (when.first is None or slot.day >= when.first)]
        fitting = fitting or [slot for slot in slots if slot.left]
    days = [(day, list(group)) for day, group in groupby(fitting, key=lambda slot: slot.day)][:SHOWN_DAYS]
    shown = [slot for _, group in days for slot in group]
    lines = [
        f"{day_words(day)}：" + "、".join(f"{s.start:%H:%M}（余{s.left}）" for s in group)
        for day, group in days
    ]
    options = [option(f"s{slot.id}", slot_title(slot)) for slot in shown]
    if full is not None and waiting:
        options.append(
            option(f"{WAIT}{full.isoformat()}", f"候补{day_words(full)}", "候补", "排队等", "我等", "等候补")
        )
        lines.append("也可以候补，有人取消时通知您。")
    if not shown and not options:
        lead = f"“{window_name}”近期的号都约满了，请过几天再来看看，或拨打窗口电话咨询。"
    else:
        lines.append("点选时段，或者直接说时间，例如“下周三上午”“后天下午3点”。")
    return Ask(
        "slot",
        "预约时段",
        "\n".join([lead, *lines]),
        "choice",
        tuple(options),
        kind="slots",
        data={"item": item_name, "days": [_day(day, group) for day, group in days]},
        check=lambda text: _check(ctx, slots, options, text),
    )


def _check(ctx: Context, slots: list[SlotView], options: list[Any], text: str) -> Outcome:
    for each in options:
        if text.strip() in (each.value, each.title, *each.aliases):
            return Accepted(each.value, each.title, each.title)
    before = reader(ctx.get("when") or "", ctx.today)
    when = reader(text, ctx.today)
    if when.empty:
        return Refused("没有认出时间。请点选上面的时段，或者这样说：“下周三上午”“12月2日9点”。")
    if when.first is None and before.first is not None and not when.soonest:  # 下午3点, after 下周三
        when = When(before.first, before.last, when.part or before.part, when.at, when.soonest)
    fitting = [slot for slot in slots if slot.left and when.fits(slot.day, slot.start)]
    if fitting and (when.soonest or len(fitting) == 1 or _at_one_day(when)):
        return Accepted(f"s{fitting[0].id}", slot_title(fitting[0]), "")
    return More({"when": text if when.first or before.first is None else f"{ctx.get('when')}{text}"})


def _at_one_day(when: When) -> bool:
    return when.at is not None and when.first is not None and when.first == when.last


def nothing_then(when: When, slots: list[SlotView], today: date) -> tuple[str, date | None]:
    """Why there is nothing at that time, and the day that is full."""
    if when.first is None:
        return "您说的时间没有号了", None
    last = when.last or when.first
    that = day_words(when.first) if last == when.first else f"{day_words(when.first)}到{day_words(last)}"
    if last < today:
        return f"{that}已经过去了", None
    days = {slot.day for slot in slots}
    if slots and when.first > max(days):
        return f"{that}的号还没有放出来，目前最远约到{day_words(max(days))}", None
    meant = [slot for slot in slots if when.first <= slot.day <= last]
    if not meant:
        return f"{that}窗口不办公或已过办公时间", None
    if any(slot.left for slot in meant):
        return f"{that}您说的时段没有号了", None
    return f"{that}的号约满了", meant[0].day if last == when.first else None


def _day(day: date, group: list[SlotView]) -> dict[str, Any]:
    slots = [{"start": f"{s.start:%H:%M}", "end": f"{s.end:%H:%M}", "left": s.left} for s in group]
    return {"date": day.isoformat(), "slots": slots}
