"""A hall with one window that can be booked, and people who come to it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import AppointmentSlot, Department, ServiceItem, Window
from bot.services.appointments import booking
from bot.services.appointments.slots import make_slots
from bot.services.appointments.views import BookingView

NOW = datetime(2026, 11, 27, 1, 0, tzinfo=timezone.utc)  # a Friday, nine in the morning in the city
WINDOW = "crj-center"
ITEM = "crj-passport-first"
HOURS = "周一至周五 9:00-12:00、13:30-17:00（法定节假日除外）"


def add_hall(session: Session, capacity: int = 10) -> None:
    department = Department(
        code="ga-crj",
        name="云江市公安局",
        short_name="出入境",
        dept_type="1",
        region_code="990100",
        origin="city",
    )
    session.add(department)
    session.flush()
    session.add(
        Window(
            code=WINDOW,
            department_id=department.id,
            name="出入境窗口",
            address="政和路1号",
            hours=HOURS,
            origin="city",
        )
    )
    session.add(
        ServiceItem(
            code=ITEM,
            name="普通护照首次申领",
            region_code="990100",
            region_name="云江市",
            department_id=department.id,
            origin="city",
            checksum="0" * 64,
            task_type="07",
            use_level="4",
            project_type="2",
        )
    )
    session.flush()
    make_slots(session, WINDOW, NOW.date(), capacity)
    session.commit()


def slots(session: Session) -> list[Any]:
    """Those of Monday on, in order."""
    return list(
        session.scalars(
            select(AppointmentSlot)
            .where(AppointmentSlot.appoint_date > NOW.date())
            .order_by(AppointmentSlot.appoint_date, AppointmentSlot.slot_start)
            .execution_options(populate_existing=True)
        )
    )


def book(
    session: Session, slot_id: int, who: int, key: str | None = None, now: datetime = NOW
) -> BookingView:
    return booking.book(
        session,
        opening_key=key or f"opening-{who}",
        slot_id=slot_id,
        item_code=ITEM,
        name="张三",
        mobile=f"138{who:08d}",
        conversation_id=f"web:{who}",
        region_code="990100",
        now=now,
    )
