"""号源: made from a window's hours for the coming days, when they are first asked for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import AppointmentSlot, Window
from bot.services.appointments.hours import Hours, is_past, parse_hours
from bot.services.appointments.views import SlotView
from bot.services.calendar.working_days import WorkingCalendar, load_calendar
from bot.services.content import CITY_ZONE

DAYS_AHEAD = 14  # 可预约天数 of the demo city
CAPACITY = 10  # 每时段号源数
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def bookable_windows(session: Session, codes: tuple[str, ...]) -> list[Any]:
    """Of these windows those with hours that can be booked, in the order given."""
    rows = {row.code: row for row in session.scalars(select(Window).where(col(Window.code).in_(codes)))}
    return [rows[code] for code in codes if code in rows and hours_of(rows[code]) is not None]


def hours_of(window: Any) -> Hours | None:
    """None where nothing can be booked: no such window, closed, or its hours are told otherwise than by days and times."""
    return parse_hours(window.hours) if window is not None and not window.is_closed else None


def free_slots(session: Session, window_code: str, now: datetime) -> list[SlotView]:
    """Every slot still to come of the next days, full ones with none left."""
    here = now.astimezone(CITY_ZONE)
    make_slots(session, window_code, here.date())
    last = here.date() + timedelta(days=DAYS_AHEAD)
    rows = session.scalars(
        select(AppointmentSlot)
        .where(
            AppointmentSlot.window_code == window_code,
            col(AppointmentSlot.appoint_date).between(here.date(), last),
        )
        .order_by(AppointmentSlot.appoint_date, AppointmentSlot.slot_start)
        .execution_options(populate_existing=True)
    )
    return [_view(row) for row in rows if not is_past(row.appoint_date, row.slot_start, here)]


def make_slots(session: Session, window_code: str, today: date, capacity: int = CAPACITY) -> int:
    """Fills what is missing of the coming days; two at once make one set. Returns how many were due."""
    window = session.scalars(select(Window).where(Window.code == window_code)).first()
    hours = hours_of(window)
    if hours is None:
        return 0
    wanted = times(hours, load_calendar(session), today)
    first_and_last = (today, today + timedelta(days=DAYS_AHEAD))
    have = set(
        session.execute(
            select(AppointmentSlot.appoint_date, AppointmentSlot.slot_start).where(
                AppointmentSlot.window_code == window_code,
                col(AppointmentSlot.appoint_date).between(*first_and_last),
            )
        )
    )
    missing = [
        {
            "window_code": window_code,
            "appoint_date": day,
            "slot_start": start,
            "slot_end": end,
            "capacity": capacity,
            "remaining": capacity,
        }
        for day, start, end in wanted
        if (day, start) not in have
    ]
    if missing:
        insert = _INSERTS[session.get_bind().dialect.name]
        statement = insert(AppointmentSlot.__table__).values(missing).on_conflict_do_nothing()
        session.execute(statement)
    return len(missing)


def times(hours: Hours, calendar: WorkingCalendar, today: date) -> list[tuple[date, time, time]]:
    """(day, start, end) of all that can be booked in the coming days."""
    days = [today + timedelta(days=n) for n in range(DAYS_AHEAD + 1)]
    return [(day, start, end) for day in days if hours.open_on(day, calendar) for start, end in hours.slots()]


def _view(row: Any) -> SlotView:
    left = 0 if row.is_closed else row.remaining
    return SlotView(row.id, row.window_code, row.appoint_date, row.slot_start, row.slot_end, left)
