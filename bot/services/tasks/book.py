"""预约: which item, which window, when, who — then a booking, or a place in the waiting list."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from bot.db.models import AppointmentSlot, Window
from bot.services.appointments import booking, waiting
from bot.services.appointments.slots import bookable_windows
from bot.services.appointments.views import (
    AlreadyBooked,
    BookingView,
    SlotFull,
    SlotPast,
)
from bot.services.catalogue.query import get_item
from bot.services.catalogue.views import ItemView
from bot.services.forms.outcome import Accepted, Refused
from bot.services.identity.mask import mask_mobile, mask_name
from bot.services.tasks.ask import Ask, Button, Leave, More, Outcome, Redo, Row, Said
from bot.services.tasks.context import Context, review
from bot.services.tasks.pick_slot import WAIT, day_words, pick_slot, reader
from bot.services.tasks.pick_window import which_window

_ASK_ITEM = "您想预约办理哪个事项？请告诉我名称，例如“办护照”“不动产过户”。"


class BookFlow:
    title = "预约"
    depends: dict[str, tuple[str, ...]] = {
        "item": ("window", "slot", "when", "confirm"),
        "window": ("slot", "confirm"),
        "slot": ("confirm",),
        "name": ("confirm",),
        "mobile": ("confirm",),
    }

    def next(self, ctx: Context) -> Ask | None:
        item = _item(ctx)
        if item is None:
            return Ask("item", "预约事项", _ASK_ITEM, hint="item", check=lambda text: _check_item(ctx, text))
        windows = _windows(ctx, item)
        if ctx.get("window") not in {window.code for window in windows}:
            if len(windows) > 1:
                return which_window(ctx, item, windows)
            ctx.answers["window"] = windows[0].code
        window = next(each for each in windows if each.code == ctx.get("window"))
        if ctx.get("slot") is None:
            return pick_slot(ctx, window.code, window.name, item.name, waiting=True)
        return who(ctx) or review(
            ctx, self, "请核对预约信息，确认后为您占号：" if _waits(ctx) is None else "请核对候补信息："
        )

    def rows(self, ctx: Context) -> list[Row]:
        item, window = _item(ctx), _window(ctx)
        day = _waits(ctx)
        return [
            Row("item", "事项", item.name if item else ""),
            Row("window", "窗口", f"{window.name}（{window.address}）"),
            Row("slot", "时间", slot_words(ctx) if day is None else f"候补{day_words(day)}"),
            Row("name", "姓名", mask_name(ctx.get("name") or "")),
            Row("mobile", "手机号", mask_mobile(ctx.get("mobile") or "")),
        ]

    def finish(self, ctx: Context) -> Said:
        day = _waits(ctx)
        return _wait(ctx, day) if day is not None else _book(ctx)


def who(ctx: Context) -> Ask | None:
    """姓名 and 手机号, with what they are for."""
    if "name" not in ctx.answers:
        prompt = "请输入到场办理人的姓名。姓名和手机号只用于这次预约的核对和到号提醒。"
        return Ask("name", "姓名", prompt, "name", help="到场取号时核对预约人。")
    if "mobile" not in ctx.answers:
        return Ask(
            "mobile", "手机号", "请输入手机号。", "mobile", help="有变动时通知您；换设备查询预约时用来核对。"
        )
    return None


def slot_words(ctx: Context) -> str:
    slot = ctx.session.get(AppointmentSlot, int(ctx.need("slot")[1:]))
    if slot is None:
        return ""
    return f"{day_words(slot.appoint_date)}{slot.slot_start:%H:%M}-{slot.slot_end:%H:%M}"


def receipt(view: BookingView, lead: str) -> Said:
    again = "这个预约之前已经成功，没有重复占号。\n" if view.already else ""
    return Said(
        f"{again}{lead}\n预约编号：{view.booking_no}\n事项：{view.item_name}\n"
        f"时间：{day_words(view.day)}{view.start:%H:%M}-{view.end:%H:%M}\n窗口：{view.window_name}（{view.address}）\n"
        "当天可提前1小时说“取号”拿排队号；来不了请提前说“取消预约”或“改约”，把号让给别人。",
        "receipt",
        {
            "booking_no": view.booking_no,
            "item": view.item_name,
            "date": view.day.isoformat(),
            "start": f"{view.start:%H:%M}",
            "queue_no": view.queue_no,
        },
        (Button("改约", "change_booking"), Button("取消预约", "cancel_booking")),
        view.booking_no,
    )


def _book(ctx: Context) -> Said:
    try:
        view = booking.book(
            ctx.session,
            opening_key=ctx.key,
            slot_id=int(ctx.need("slot")[1:]),
            item_code=ctx.need("item"),
            name=ctx.need("name"),
            mobile=ctx.need("mobile"),
            conversation_id=ctx.conversation_id,
            region_code=ctx.region_code,
            now=ctx.now,
            channel=ctx.channel,
        )
    except (SlotFull, SlotPast) as error:
        raise Redo(str(error), "slot") from None
    except AlreadyBooked as error:
        raise Leave(str(error), Button("改约", "change_booking")) from None
    return receipt(view, "预约成功。")


def _wait(ctx: Context, day: date) -> Said:
    place = waiting.join(
        ctx.session,
        opening_key=ctx.key,
        window_code=ctx.need("window"),
        day=day,
        item_code=ctx.need("item"),
        name=ctx.need("name"),
        mobile=ctx.need("mobile"),
        conversation_id=ctx.conversation_id,
    )
    return Said(
        f"已登记候补{day_words(day)}，您排在第{place}位。有人取消时会通知您来预约，候补不等于约到号。"
    )


def _waits(ctx: Context) -> date | None:
    slot = ctx.get("slot") or ""
    return date.fromisoformat(slot.removeprefix(WAIT)) if slot.startswith(WAIT) else None


def _item(ctx: Context) -> ItemView | None:
    code = ctx.get("item")
    return get_item(ctx.session, code) if code else None


def _window(ctx: Context) -> Any:
    return ctx.session.scalars(select(Window).where(Window.code == ctx.need("window"))).one()


def _windows(ctx: Context, item: ItemView) -> list[Any]:
    if not item.is_schedule:
        raise Leave(f"“{item.name}”不用预约，在办公时间直接到窗口办理就行。", *_about(item))
    windows = bookable_windows(ctx.session, tuple(window.code for window in item.windows))
    if not windows:
        raise Leave(f"“{item.name}”不在这里预约，请拨打 {item.consult_phone} 预约或咨询。", *_about(item))
    return windows


def _about(item: ItemView) -> tuple[Button, ...]:
    return (Button("办理地点", "ask_item", {"service_item": item.code, "aspect": "where"}),)


def _check_item(ctx: Context, text: str) -> Outcome:
    item = get_item(ctx.session, text)
    if item is None and not reader(text, ctx.today).empty:  # 周六可以吗
        return More({"when": text}, "时间记下了，到选号的时候按它找。")
    if item is None:
        return Refused("没有认出这个事项，请说出要办的事，例如“办护照”“结婚登记”“公积金提取”。")
    return Accepted(item.code, item.name, item.name)
