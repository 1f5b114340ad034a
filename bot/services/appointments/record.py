"""The one place where a booking changes its state: the row held, the event, and the notice that goes out with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import (
    Appointment,
    AppointmentEvent,
    AppointmentSlot,
    ServiceItem,
    Window,
)
from bot.db.numbering import next_number
from bot.services.appointments.views import LABELS, BookingView
from bot.services.catalogue.record import CITY
from bot.services.identity.mask import mask_mobile, mask_name
from bot.services.notices.queue import queue


def lock_booking(session: Session, booking_id: int) -> Any:
    return session.scalars(
        select(Appointment)
        .where(Appointment.id == booking_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def record(
    session: Session,
    booking: Any,
    action: str,
    before: str | None,
    actor: str,
    note: str,
    now: datetime,
    *,
    told: str = "",
    more: Mapping[str, Any] | None = None,
) -> None:
    """Appends the event of what `booking` is now, and queues the notice, in the caller's transaction.

    `told`: the kind of the notice, where the state does not say it; `more` of its payload, nothing personal.
    """
    of_booking = AppointmentEvent.appointment_id == booking.id
    sequence = next_number(session, AppointmentEvent.sequence, of_booking)
    session.add(
        AppointmentEvent(
            appointment_id=booking.id,
            sequence=sequence,
            at=now,
            actor=actor,
            action=action,
            from_state=before,
            to_state=booking.state,
            note=note,
        )
    )
    queue(
        session,
        f"appointment.{told or ('changed' if before == booking.state else booking.state)}",
        f"appointment:{booking.id}:{sequence}",
        {"matter_no": booking.appoint_no, "state": booking.state, **(more or {})},
        session_id=booking.session_id,
        due_at=now,
    )
    session.flush()


def take_place(session: Session, slot_id: int) -> bool:
    """One place fewer; False when there is none. Compared and set in one statement."""
    return _count(session, slot_id, -1, col(AppointmentSlot.remaining) > 0, ~AppointmentSlot.is_closed)


def give_place(session: Session, slot_id: int) -> bool:
    return _count(session, slot_id, 1, col(AppointmentSlot.remaining) < col(AppointmentSlot.capacity))


def _count(session: Session, slot_id: int, by: int, *conditions: Any) -> bool:
    statement = (
        update(AppointmentSlot)
        .where(AppointmentSlot.id == slot_id, *conditions)
        .values(remaining=AppointmentSlot.remaining + by)
        .execution_options(synchronize_session=False)
    )
    return bool(session.execute(statement).rowcount)


def booking_view(session: Session, booking: Any, already: bool = False) -> BookingView:
    slot = session.get(AppointmentSlot, booking.slot_id)
    assert slot is not None
    window = session.scalars(select(Window).where(Window.code == slot.window_code)).first()
    name = session.scalar(
        select(ServiceItem.name).where(ServiceItem.code == booking.item_code, ServiceItem.origin == CITY)
    )
    return BookingView(
        id=booking.id,
        booking_no=booking.appoint_no,
        item_code=booking.item_code,
        item_name=name or booking.item_code,
        window_code=slot.window_code,
        window_name=window.name if window else slot.window_code,
        address=window.address if window else "",
        day=slot.appoint_date,
        start=slot.slot_start,
        end=slot.slot_end,
        state=booking.state,
        label=LABELS[booking.state],
        name=mask_name(booking.applicant_name or ""),
        mobile=mask_mobile(booking.mobile or ""),
        queue_no=booking.queue_no,
        is_displaced=slot.is_closed and booking.state == "booked",
        already=already,
    )
