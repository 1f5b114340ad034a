"""Booking a place, changing it, giving it back: never more than there are, whoever comes at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.crypto import blind_indexes
from bot.db.models import Appointment, AppointmentSlot
from bot.services.appointments import waiting
from bot.services.appointments.hours import is_past
from bot.services.appointments.record import (
    booking_view,
    give_place,
    lock_booking,
    record,
    take_place,
)
from bot.services.appointments.views import (
    LABELS,
    AlreadyBooked,
    BookingView,
    NotNow,
    SlotFull,
    SlotPast,
)
from bot.services.content import CITY_ZONE
from bot.services.matters import BOOKING, new_matter_no

_TRIES = 5


def book(
    session: Session,
    *,
    opening_key: str,
    slot_id: int,
    item_code: str,
    name: str,
    mobile: str,
    conversation_id: str,
    region_code: str,
    now: datetime,
    channel: str = "web",
) -> BookingView:
    """The booking of this opening: the same key always gives the same one. The caller commits, durably.

    Raises SlotFull, SlotPast, and AlreadyBooked for the same item on the same day by the same mobile.
    """
    existing = _by_key(session, opening_key)
    if existing is not None:
        return booking_view(session, existing, already=True)
    slot = session.get(AppointmentSlot, slot_id)
    if slot is None:
        raise SlotFull
    _refuse_past(slot, now)
    if not take_place(session, slot_id):  # also holds the slot until the transaction ends
        raise SlotFull
    indexes = blind_indexes(mobile, "mobile")
    same = session.scalars(
        select(Appointment)
        .join(AppointmentSlot, Appointment.slot_id == AppointmentSlot.id)
        .where(
            col(Appointment.mobile_index).in_(indexes),
            Appointment.item_code == item_code,
            Appointment.state == "booked",
            AppointmentSlot.appoint_date == slot.appoint_date,
        )
    ).first()
    if same is not None:
        give_place(session, slot_id)
        if same.opening_key == opening_key:
            return booking_view(session, same, already=True)
        raise AlreadyBooked(same.appoint_no)
    for _ in range(_TRIES):
        booking = Appointment(
            opening_key=opening_key,
            appoint_no=new_matter_no(BOOKING, region_code, now.astimezone(CITY_ZONE).date()),
            slot_id=slot_id,
            item_code=item_code,
            session_id=conversation_id,
            applicant_name=name,
            mobile=mobile,
            mobile_index=indexes[0],
            state="booked",
            channel=channel,
        )
        try:
            with session.begin_nested():
                session.add(booking)
        except IntegrityError:
            raced = _by_key(session, opening_key)
            if raced is not None:
                give_place(session, slot_id)
                return booking_view(session, raced, already=True)
            continue
        record(session, booking, "预约", None, "citizen", "", now)
        waiting.settle(session, slot.window_code, slot.appoint_date, indexes)
        return booking_view(session, booking)
    raise RuntimeError("no free booking number")


def change(session: Session, booking_id: int, slot_id: int, now: datetime) -> BookingView:
    """改约: the new place is taken before the old one is given back. Raises SlotFull, SlotPast, NotNow."""
    booking = lock_booking(session, booking_id)
    if booking.slot_id == slot_id and booking.state == "booked":
        return booking_view(session, booking, already=True)
    old = _still_to_come(session, booking, now)
    _hold_in_order(session, old.id, slot_id)
    slot = session.get(AppointmentSlot, slot_id)
    if slot is None:
        raise SlotFull
    _refuse_past(slot, now)
    if not take_place(session, slot_id):
        raise SlotFull
    booking.slot_id = slot_id
    give_place(session, old.id)
    record(session, booking, "改约", "booked", "citizen", f"原{_when(old)}，改为{_when(slot)}", now)
    waiting.offer(session, old, now)
    return booking_view(session, booking)


def cancel(
    session: Session, booking_id: int, now: datetime, reason: str = "", actor: str = "citizen"
) -> BookingView:
    """取消; twice is once. Raises NotNow when it has been used or its time has come."""
    booking = lock_booking(session, booking_id)
    if booking.state == "cancelled":
        return booking_view(session, booking, already=True)
    slot = _still_to_come(session, booking, now)
    booking.state, booking.cancel_reason = "cancelled", reason
    give_place(session, slot.id)
    record(session, booking, "取消", "booked", actor, reason if actor != "citizen" else "", now)
    waiting.offer(session, slot, now)
    return booking_view(session, booking)


def _hold_in_order(session: Session, *slot_ids: int) -> None:
    """Two who swap their places would else wait for each other for ever."""
    session.execute(
        select(AppointmentSlot.id)
        .where(col(AppointmentSlot.id).in_(slot_ids))
        .order_by(AppointmentSlot.id)
        .with_for_update()
    ).all()


def _still_to_come(session: Session, booking: Any, now: datetime) -> Any:
    if booking.state != "booked":
        raise NotNow(f"这个预约的状态是“{LABELS[booking.state]}”，不能再改动。")
    slot = session.get(AppointmentSlot, booking.slot_id)
    assert slot is not None
    if is_past(slot.appoint_date, slot.slot_start, now.astimezone(CITY_ZONE)):
        raise NotNow("预约的时段已经开始，不能再改约或取消。")
    return slot


def _refuse_past(slot: Any, now: datetime) -> None:
    if is_past(slot.appoint_date, slot.slot_start, now.astimezone(CITY_ZONE)):
        raise SlotPast


def _when(slot: Any) -> str:
    return f"{slot.appoint_date:%m月%d日}{slot.slot_start:%H:%M}"


def _by_key(session: Session, opening_key: str) -> Any:
    return session.scalars(select(Appointment).where(col(Appointment.opening_key) == opening_key)).first()
