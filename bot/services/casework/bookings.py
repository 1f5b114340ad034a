"""预约 for officers: a day at the windows, and who has to be asked to come at another time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import case as either
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Appointment, AppointmentSlot, Department, ServiceItem, Window
from bot.services.appointments.views import LABELS
from bot.services.catalogue.record import CITY
from bot.services.identity.mask import mask_mobile, mask_name

_MOST = 2000
_IS_DISPLACED = col(AppointmentSlot.is_closed) & (Appointment.state == "booked")


@dataclass(frozen=True)
class Row:
    booking_no: str
    window_code: str
    window: str
    department: str
    start: time
    end: time
    item: str
    name: str  # masked
    mobile: str  # masked
    queue_no: str
    state: str
    is_displaced: bool  # 要改期: the window is not there at this time any more

    @property
    def label(self) -> str:
        return LABELS[self.state]


def of_day(
    session: Session, day: date, departments: Collection[str] = (), window: str = "", state: str = ""
) -> list[Row]:
    """Whose time is gone first, then in order of time and window."""
    query = (
        select(Appointment, AppointmentSlot, Window.name, Department.code, ServiceItem.name)
        .join(AppointmentSlot, Appointment.slot_id == AppointmentSlot.id)
        .outerjoin(Window, Window.code == AppointmentSlot.window_code)
        .outerjoin(Department, Department.id == Window.department_id)
        .outerjoin(ServiceItem, (ServiceItem.code == Appointment.item_code) & (ServiceItem.origin == CITY))
        .where(AppointmentSlot.appoint_date == day)
        .order_by(
            either((_IS_DISPLACED, 0), else_=1),
            AppointmentSlot.slot_start,
            AppointmentSlot.window_code,
            Appointment.id,
        )
        .limit(_MOST)
    )
    if departments:
        query = query.where(col(Department.code).in_(sorted(departments)))
    if window:
        query = query.where(AppointmentSlot.window_code == window)
    if state in LABELS:
        query = query.where(Appointment.state == state)
    return [
        Row(
            booking_no=booking.appoint_no,
            window_code=slot.window_code,
            window=name or slot.window_code,
            department=department or "",
            start=slot.slot_start,
            end=slot.slot_end,
            item=item or booking.item_code,
            name=mask_name(booking.applicant_name or ""),
            mobile=mask_mobile(booking.mobile or ""),
            queue_no=booking.queue_no or "",
            state=booking.state,
            is_displaced=slot.is_closed and booking.state == "booked",
        )
        for booking, slot, name, department, item in session.execute(query)
    ]


def displaced(session: Session, since: date, departments: Collection[str] = ()) -> dict[date, int]:
    """How many on each day from `since` on have lost their time, and have neither changed nor cancelled."""
    query = (
        select(AppointmentSlot.appoint_date, func.count())
        .select_from(Appointment)
        .join(AppointmentSlot, Appointment.slot_id == AppointmentSlot.id)
        .outerjoin(Window, Window.code == AppointmentSlot.window_code)
        .outerjoin(Department, Department.id == Window.department_id)
        .where(AppointmentSlot.appoint_date >= since, _IS_DISPLACED)
        .group_by(AppointmentSlot.appoint_date)
        .order_by(AppointmentSlot.appoint_date)
    )
    if departments:
        query = query.where(col(Department.code).in_(sorted(departments)))
    return {day: int(number) for day, number in session.execute(query)}


def find(session: Session, booking_no: str) -> tuple[Any, str] | None:
    """(the row, the department of its window), or None."""
    found = session.execute(
        select(Appointment, Department.code)
        .join(AppointmentSlot, Appointment.slot_id == AppointmentSlot.id)
        .outerjoin(Window, Window.code == AppointmentSlot.window_code)
        .outerjoin(Department, Department.id == Window.department_id)
        .where(Appointment.appoint_no == booking_no)
    ).first()
    return (found[0], found[1] or "") if found is not None else None


def windows(session: Session, departments: Collection[str] = ()) -> list[tuple[str, str]]:
    """(code, name) of those that ever had a slot."""
    query = (
        select(Window.code, Window.name)
        .join(Department, Department.id == Window.department_id)
        .where(col(Window.code).in_(select(AppointmentSlot.window_code).distinct()))
        .order_by(Window.name)
    )
    if departments:
        query = query.where(col(Department.code).in_(sorted(departments)))
    return [(code, name) for code, name in session.execute(query)]
