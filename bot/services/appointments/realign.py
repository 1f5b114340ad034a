"""Booked times that a window no longer serves: kept, marked for staff, and told to whoever has booked them, once.

Called after anything that changes when a window is open: its hours, its closing, a holiday. What is again within the
hours is offered again, and whoever was told otherwise hears that the booking stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Appointment, AppointmentSlot, Window
from bot.services.appointments.hours import Hours, is_past
from bot.services.appointments.record import record
from bot.services.appointments.slots import hours_of, times
from bot.services.appointments.views import Displaced
from bot.services.calendar.working_days import WorkingCalendar, load_calendar
from bot.services.content import CITY_ZONE

At = tuple[date, time]  # day and beginning: the same person may come, whenever the time ends


def displaced_by(
    session: Session, window_code: str, hours: Hours | None, calendar: WorkingCalendar, now: datetime
) -> dict[date, int]:
    """How many bookings a day would lose their time if the window had these hours; those that have lost it are not counted."""
    served = _served(hours, calendar, now)
    slots = [slot for slot in _to_come(session, window_code, now) if not slot.is_closed]
    days = {slot.id: slot.appoint_date for slot in slots if _at(slot) not in served}
    query = select(Appointment.slot_id).where(
        col(Appointment.slot_id).in_(days), Appointment.state == "booked"
    )
    found = Counter(days[slot_id] for slot_id in session.scalars(query))
    return dict(sorted(found.items()))


def displaced_everywhere(session: Session, calendar: WorkingCalendar, now: datetime) -> list[Displaced]:
    """The same for every window, if this were the calendar; a window where nobody would is not named."""
    windows = session.scalars(select(Window).where(col(Window.code).in_(_with_slots(session, now))))
    found = [
        Displaced(window.name, displaced_by(session, window.code, hours_of(window), calendar, now))
        for window in windows
    ]
    return [each for each in found if each.days]


def realign(session: Session, window_code: str, now: datetime, actor: str = "system") -> int:
    """Makes the slots to come what the window's hours say, in the caller's transaction: how many bookings lost their time.

    One at a time for each window: its row is held, and hours and calendar are read after that.
    """
    window = session.scalars(
        select(Window)
        .where(Window.code == window_code)
        .with_for_update(of=Window)
        .execution_options(populate_existing=True)
    ).first()
    hours = hours_of(window)
    slots = _to_come(session, window_code, now)
    ends = _served(hours, load_calendar(session), now)
    closing = [slot for slot in slots if not slot.is_closed and _at(slot) not in ends]
    opening = [slot for slot in slots if slot.is_closed and _at(slot) in ends]
    _bookings(session, [*closing, *opening])  # held before their slots, as everybody holds them
    for slot in slots:
        slot.is_closed = _at(slot) not in ends
        slot.slot_end = ends.get(_at(slot), slot.slot_end)
    session.flush()
    _remove_unused(session, closing)
    displaced = _bookings(session, closing)  # again: somebody may have booked before the slots were held
    for booking in displaced:
        lost = {**_when_and_where(booking.slot, window), "movable": hours is not None}
        record(session, booking, "时段停办", "booked", actor, "", now, told="displaced", more=lost)
    for booking in _bookings(session, opening):
        more = _when_and_where(booking.slot, window)
        record(session, booking, "时段恢复", "booked", actor, "", now, told="reinstated", more=more)
    return len(displaced)


def realign_all(session: Session, now: datetime) -> int:
    """Every window that has places to come: after a holiday was declared, or an import; twice is once."""
    return sum(realign(session, code, now) for code in _with_slots(session, now))


def _with_slots(session: Session, now: datetime) -> list[str]:
    """Codes of the windows that have places from today on."""
    query = select(AppointmentSlot.window_code).where(
        AppointmentSlot.appoint_date >= now.astimezone(CITY_ZONE).date()
    )
    return list(session.scalars(query.distinct().order_by(AppointmentSlot.window_code)))


def _to_come(session: Session, window_code: str, now: datetime) -> list[Any]:
    """The window's slots that have not begun."""
    here = now.astimezone(CITY_ZONE)
    rows = session.scalars(
        select(AppointmentSlot)
        .where(AppointmentSlot.window_code == window_code, AppointmentSlot.appoint_date >= here.date())
        .execution_options(populate_existing=True)
    )
    return [row for row in rows if not is_past(row.appoint_date, row.slot_start, here)]


def _served(hours: Hours | None, calendar: WorkingCalendar, now: datetime) -> dict[At, time]:
    """When a time that is served with these hours ends."""
    today = now.astimezone(CITY_ZONE).date()
    return {(day, start): end for day, start, end in times(hours, calendar, today)} if hours else {}


def _at(slot: Any) -> At:
    return slot.appoint_date, slot.slot_start


def _bookings(session: Session, slots: Iterable[Any]) -> list[Any]:
    """Whoever is still to come in these slots, held for change."""
    return list(
        session.scalars(
            select(Appointment)
            .where(col(Appointment.slot_id).in_([slot.id for slot in slots]), Appointment.state == "booked")
            .order_by(Appointment.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _remove_unused(session: Session, slots: Iterable[Any]) -> None:
    """What nobody ever booked leaves nothing to remember."""
    never = ~exists().where(Appointment.slot_id == AppointmentSlot.id)
    theirs = col(AppointmentSlot.id).in_([slot.id for slot in slots])
    statement = delete(AppointmentSlot).where(theirs, never)
    session.execute(statement.execution_options(synchronize_session=False))


def _when_and_where(slot: Any, window: Any) -> dict[str, str]:
    return {
        "date": slot.appoint_date.isoformat(),
        "start": f"{slot.slot_start:%H:%M}",
        "end": f"{slot.slot_end:%H:%M}",
        "window": window.name if window is not None else "",
        "phone": window.phone if window is not None else "",
    }
