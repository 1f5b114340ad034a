"""What a draft of a department does to whoever has booked there, before anybody approves it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.services.appointments.hours import parse_hours
from bot.services.appointments.realign import displaced_by
from bot.services.appointments.views import Displaced
from bot.services.calendar.working_days import load_calendar
from bot.services.departments.desk import body_of, find_department
from bot.services.departments.review import rescheduled
from bot.services.drafts.course import Body


def displaced(session: Session, code: str, body: Body, now: datetime) -> list[Displaced]:
    """A window for which nobody has booked such a time is not named."""
    department = find_department(session, code)
    if department is None or department.is_withdrawn:
        return []
    live = body_of(session, department)
    names = {window["code"]: window["name"] for window in live["windows"]}
    hours = {window["code"]: parse_hours(window["hours"]) for window in body["windows"]}
    calendar = load_calendar(session)
    found = [
        Displaced(names[window], displaced_by(session, window, hours.get(window), calendar, now))
        for window in rescheduled(live, body)
    ]
    return [each for each in found if each.days]
