"""Choosing a window where several take bookings; a time said before tells which of them are free then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.services.appointments.slots import free_slots
from bot.services.catalogue.views import ItemView
from bot.services.forms.choices import choose
from bot.services.tasks.ask import Ask, More, Outcome, option
from bot.services.tasks.context import Context
from bot.services.tasks.pick_slot import nothing_then, reader


def which_window(ctx: Context, item: ItemView, windows: Sequence[Any]) -> Ask:
    options = tuple(option(window.code, window.name, window.address) for window in windows)

    def check(text: str) -> Outcome | None:
        if choose(text, options) is not None or reader(text, ctx.today).empty:
            return None
        return More({"when": text})

    prompt = f"预约“{item.name}”，您想去哪个窗口？\n" + "\n".join(_lines(ctx, windows))
    return Ask("window", "办理窗口", prompt, "choice", options, check=check)


def _lines(ctx: Context, windows: Sequence[Any]) -> list[str]:
    when = reader(ctx.get("when") or "", ctx.today)
    if when.empty:
        return [f"{window.name}：{window.address}，{window.hours}" for window in windows]
    slots = {window.code: free_slots(ctx.session, window.code, ctx.now) for window in windows}
    free = {code for code, each in slots.items() if any(s.left and when.fits(s.day, s.start) for s in each)}
    if free:
        return [
            f"{window.name}（您说的时间{'有号' if window.code in free else '没有号'}）：{window.address}，{window.hours}"
            for window in windows
        ]
    of_all = sorted((slot for each in slots.values() for slot in each), key=lambda slot: slot.day)
    return [
        f"{nothing_then(when, of_all, ctx.today)[0]}。请先选窗口，再选时间。",
        *(f"{window.name}：{window.address}" for window in windows),
    ]
