"""What is done with a booking that exists: change, cancel, check in, look at it."""

from __future__ import annotations

from typing import Any

from bot.services.appointments import booking, check_in
from bot.services.appointments.record import booking_view
from bot.services.appointments.slots import bookable_windows
from bot.services.appointments.views import NotNow, SlotFull, SlotPast
from bot.services.matters import Kind
from bot.services.tasks.ask import Ask, Button, Leave, Redo, Row, Said
from bot.services.tasks.book import receipt, slot_words
from bot.services.tasks.context import Context, review
from bot.services.tasks.matter_step import describe, matter_step
from bot.services.tasks.pick_slot import pick_slot

_KINDS: tuple[Kind, ...] = ("appointment",)


def _booked(kind: Kind, row: Any) -> bool:
    return bool(row.state == "booked")


class ChangeBooking:
    title = "改约"
    depends: dict[str, tuple[str, ...]] = {"number": ("slot", "confirm"), "slot": ("confirm",)}

    def next(self, ctx: Context) -> Ask | None:
        found = matter_step(ctx, _KINDS, _booked)
        if isinstance(found, Ask):
            return found
        view = booking_view(ctx.session, found[1])
        if view.state != "booked":
            raise Leave(f"这个预约的状态是“{view.label}”，不能改约。")
        if ctx.get("slot") is None:
            if not bookable_windows(ctx.session, (view.window_code,)):
                raise Leave(
                    f"“{view.window_name}”不再接受预约，不能在那里改约。请先取消这个预约，再约别的窗口和时间。",
                    Button("取消预约", "cancel_booking"),
                    Button("重新预约", "book_appointment"),
                )
            return pick_slot(ctx, view.window_code, view.window_name, view.item_name, waiting=False)
        return review(ctx, self, "确认这样改约吗？", "确认改约", ("改约", "确认改约"))

    def rows(self, ctx: Context) -> list[Row]:
        found = matter_step(ctx, _KINDS)
        assert not isinstance(found, Ask)
        return [Row("number", "原预约", describe(ctx, *found)), Row("slot", "改到", slot_words(ctx))]

    def finish(self, ctx: Context) -> Said:
        found = matter_step(ctx, _KINDS)
        assert not isinstance(found, Ask)
        try:
            view = booking.change(ctx.session, found[1].id, int(ctx.need("slot")[1:]), ctx.now)
        except (SlotFull, SlotPast) as error:
            raise Redo(str(error), "slot") from None
        except NotNow as error:
            raise Leave(str(error)) from None
        return receipt(view, "改约成功，编号不变。")


class CancelBooking:
    title = "取消预约"
    depends: dict[str, tuple[str, ...]] = {"number": ("confirm",)}

    def next(self, ctx: Context) -> Ask | None:
        found = matter_step(ctx, _KINDS, _booked)
        if isinstance(found, Ask):
            return found
        if found[1].state != "booked":
            raise Leave(f"这个预约的状态是“{booking_view(ctx.session, found[1]).label}”，不用再取消。")
        words = ("取消", "取消预约", "确认取消", "取消吧", "取消掉")
        return review(ctx, self, "确认取消这个预约吗？取消后号会让给别人。", "确认取消", words)

    def rows(self, ctx: Context) -> list[Row]:
        found = matter_step(ctx, _KINDS)
        assert not isinstance(found, Ask)
        return [Row("number", "预约", describe(ctx, *found))]

    def finish(self, ctx: Context) -> Said:
        found = matter_step(ctx, _KINDS)
        assert not isinstance(found, Ask)
        try:
            view = booking.cancel(ctx.session, found[1].id, ctx.now)
        except NotNow as error:
            raise Leave(str(error)) from None
        return Said(
            f"预约 {view.booking_no} 已取消。需要时可以随时再约。",
            data={"matter_no": view.booking_no, "state": view.label},
            number=view.booking_no,
        )


class CheckIn:
    title = "取号"
    depends: dict[str, tuple[str, ...]] = {}

    def next(self, ctx: Context) -> Ask | None:
        found = matter_step(ctx, _KINDS, lambda kind, row: row.state in ("booked", "checked_in"))
        return found if isinstance(found, Ask) else None

    def rows(self, ctx: Context) -> list[Row]:
        return []

    def finish(self, ctx: Context) -> Said:
        found = matter_step(ctx, _KINDS)
        assert not isinstance(found, Ask)
        try:
            queue = check_in.check_in(ctx.session, found[1].id, ctx.now)
        except NotNow as error:
            raise Leave(str(error)) from None
        ahead = f"前面还有 {queue.ahead} 人" if queue.ahead else "前面没有人，请留意叫号"
        return Said(
            f"取号成功：{queue.queue_no}，{queue.window_name}，{ahead}。",
            "receipt",
            {"booking_no": found[1].appoint_no, "queue_no": queue.queue_no, "ahead": queue.ahead},
            number=found[1].appoint_no,
        )
