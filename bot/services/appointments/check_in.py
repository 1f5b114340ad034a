"""取号 at the window, being served, and not coming."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Appointment, AppointmentSlot, QueueCounter, Window
from bot.services.appointments.record import give_place, lock_booking, record
from bot.services.appointments.views import LABELS, NotNow, QueueView
from bot.services.content import CITY_ZONE

EARLY = timedelta(hours=1)  # 取号 opens this long before the slot
_AT_ONCE = 200
_NOT_THERE = "窗口这个时段不办公，不算爽约"


def check_in(session: Session, booking_id: int, now: datetime, actor: str = "citizen") -> QueueView:
    """The queue number and how many are ahead; twice is once. Raises NotNow."""
    booking = lock_booking(session, booking_id)
    slot = session.get(AppointmentSlot, booking.slot_id)
    assert slot is not None
    if booking.state != "checked_in":
        if booking.state != "booked":
            raise NotNow(f"这个预约的状态是“{LABELS[booking.state]}”，不能取号。")
        here = now.astimezone(CITY_ZONE).replace(tzinfo=None)
        opens = datetime.combine(slot.appoint_date, slot.slot_start) - EARLY
        closes = datetime.combine(slot.appoint_date, slot.slot_end)
        if here < opens:
            raise NotNow(f"还没到取号时间，{opens:%m月%d日 %H:%M}起可以取号。")
        if here > closes:
            raise NotNow("预约的时段已经过了，不能取号，请到咨询台说明情况或重新预约。")
        if slot.is_closed and actor == "citizen":
            raise NotNow("这个时段窗口不办公，不能取号。请说“改约”换个时间，或打窗口电话问一问。")
        number = _next_number(session, slot.window_code, slot.appoint_date)
        booking.state, booking.checked_in_at, booking.queue_no = "checked_in", now, f"A{number:03d}"
        record(session, booking, "取号", "booked", actor, "", now)
    return queue_view(session, booking.id)


def queue_view(session: Session, booking_id: int) -> QueueView:
    """Ahead: who took a lower number at this window today and has not been served."""
    booking = session.get(Appointment, booking_id)
    assert booking is not None and booking.queue_no is not None
    slot = session.get(AppointmentSlot, booking.slot_id)
    assert slot is not None
    ahead = session.scalar(
        select(func.count())
        .select_from(Appointment)
        .join(AppointmentSlot, Appointment.slot_id == AppointmentSlot.id)
        .where(
            AppointmentSlot.window_code == slot.window_code,
            AppointmentSlot.appoint_date == slot.appoint_date,
            Appointment.state == "checked_in",
            col(Appointment.queue_no) < booking.queue_no,
        )
    )
    name = session.scalar(select(Window.name).where(Window.code == slot.window_code))
    return QueueView(booking.queue_no, int(ahead or 0), name or slot.window_code)


def serve(session: Session, booking_id: int, actor: str, now: datetime) -> None:
    """已办, by staff. Raises NotNow."""
    booking = lock_booking(session, booking_id)
    if booking.state != "checked_in":
        raise NotNow(f"这个预约的状态是“{LABELS[booking.state]}”，不能办理。")
    booking.state = "served"
    record(session, booking, "办理", "checked_in", actor, "", now)


def mark_no_shows(session: Session, now: datetime) -> int:
    """爽约: booked, and the slot is over; where the window was not there, the booking is cancelled instead.

    How many; call again while it returns any.
    """
    here = now.astimezone(CITY_ZONE)
    over = (col(AppointmentSlot.appoint_date) < here.date()) | (
        (col(AppointmentSlot.appoint_date) == here.date())
        & (col(AppointmentSlot.slot_end) <= here.time().replace(tzinfo=None))
    )
    ids = session.scalars(
        select(Appointment.id)
        .join(AppointmentSlot, Appointment.slot_id == AppointmentSlot.id)
        .where(Appointment.state == "booked", over)
        .order_by(Appointment.id)
        .limit(_AT_ONCE)
    ).all()
    marked = 0
    for booking_id in ids:
        booking = lock_booking(session, booking_id)
        if booking.state != "booked":  # it may have been used while this waited for it
            continue
        marked += 1
        if booking.slot.is_closed:
            booking.state, booking.cancel_reason = "cancelled", _NOT_THERE
            give_place(session, booking.slot_id)
            record(session, booking, "取消", "booked", "system", _NOT_THERE, now)
        else:
            booking.state = "no_show"
            record(session, booking, "爽约", "booked", "system", "", now)
    return marked


def _next_number(session: Session, window_code: str, day: date) -> int:
    """Counted in one statement, so that two never share a number."""
    where = (QueueCounter.window_code == window_code, QueueCounter.day == day)
    statement = (
        update(QueueCounter)
        .where(*where)
        .values(last=QueueCounter.last + 1)
        .execution_options(synchronize_session=False)
    )
    while not session.execute(statement).rowcount:
        try:
            with session.begin_nested():
                session.add(QueueCounter(window_code=window_code, day=day, last=0))
        except IntegrityError:  # somebody else was the first
            continue
    return int(session.execute(select(QueueCounter.last).where(*where)).scalar_one())
