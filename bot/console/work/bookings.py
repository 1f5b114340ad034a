"""预约: a day at the windows — who comes, who is here, who is next."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.download import XLSX, download
from bot.console.pages import page
from bot.console.work.shared import Officer, must_be_mine
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.appointments import booking, check_in
from bot.services.appointments.views import LABELS, BookingError
from bot.services.audit.record import record as audit
from bot.services.casework import bookings
from bot.services.casework.table import workbook
from bot.services.content import read_day, today
from bot.services.staff.errors import StaffError

router = APIRouter(prefix="/bookings")


@router.get("")
def of_day(me: Officer, day: str = "", window: str = "", state: str = "") -> Response:
    on = _day(day)
    with read_session() as session:
        rows = bookings.of_day(session, on, me.departments, window, state)
        windows = bookings.windows(session, me.departments)
        displaced = bookings.displaced(session, today(), me.departments)
    return page(
        me,
        "work/bookings.html",
        rows=rows,
        on=on,
        before=on - timedelta(days=1),
        after=on + timedelta(days=1),
        window=window,
        windows=windows,
        displaced=displaced,
        state=state,
        labels=LABELS,
    )


@router.get("/export.xlsx")
def export(me: Officer, day: str = "", window: str = "", state: str = "") -> Response:
    on = _day(day)
    with write_session() as session:
        rows = bookings.of_day(session, on, me.departments, window, state)
        audit(session, me.actor, "booking.export", "", {"rows": len(rows), "day": on.isoformat()})
    headings = ["预约编号", "窗口", "时段", "事项", "预约人", "手机", "排队号", "状态", "提醒"]
    cells = [
        [
            r.booking_no,
            r.window,
            f"{r.start:%H:%M}-{r.end:%H:%M}",
            r.item,
            r.name,
            r.mobile,
            r.queue_no,
            r.label,
            "时段不办公，要改期" if r.is_displaced else "",
        ]
        for r in rows
    ]
    return download(workbook("预约", headings, cells), f"预约-{on}.xlsx", XLSX)


@router.post("/{booking_no}/{step}")
def move(booking_no: str, step: str, me: Officer, form: Form) -> Response:
    def do(session: Session) -> str:
        found = bookings.find(session, booking_no)
        if found is None:
            raise StaffError(f"没有预约 {booking_no}。")
        row, department = found
        must_be_mine(me, department)
        now = utc_now()
        if step == "check-in":
            words = f"已取号：{check_in.check_in(session, row.id, now, me.actor).queue_no}。"
        elif step == "serve":
            check_in.serve(session, row.id, me.actor, now)
            words = "已办理。"
        elif step == "cancel":
            reason = form.text("reason")[:500]
            if not reason:
                raise StaffError("取消预约要写明原因，预约人会看到。")
            booking.cancel(session, row.id, now, reason, me.actor)
            words = "已取消，预约人会收到通知。"
        else:
            raise StaffError("没有这个操作。")
        audit(session, me.actor, f"booking.{step}", booking_no, at=now)
        return words

    return deed(me, f"/staff/bookings?day={_day(form.text('day'))}", do, BookingError)


def _day(text: str) -> date:
    """Today for what is no day."""
    try:
        return read_day(text)
    except ValueError:
        return today()
