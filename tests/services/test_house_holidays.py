"""节假日安排: what the city enters wins over the calendar, takes its times along, and can be taken back."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.console.settings.fields import shown, value_of
from bot.db.models import HolidayOverride, OutboxMessage
from bot.services.appointments.slots import free_slots
from bot.services.calendar import sync
from bot.services.calendar.working_days import load_calendar
from bot.services.house import store
from bot.services.house.holidays import Holidays, foreseen
from bot.services.house.store import HouseError
from tests.services.halls import NOW, WINDOW, add_hall, book, slots

MONDAY = date(2026, 11, 30)
CLOSED = {"day": MONDAY.isoformat(), "is_working": False, "name": "设备检修"}
WORKED = {"day": "2026-11-29", "is_working": True, "name": "加班"}  # a Sunday


def enter(session: Session, *days: dict[str, object]) -> None:
    store.change(session, "holidays", {"days": list(days)}, "staff:sun", "检修", NOW)
    session.flush()


def test_a_day_off_takes_its_times_and_a_day_worked_brings_some(both_engines: Engine) -> None:
    make = sessionmaker(both_engines, future=True, expire_on_commit=False)
    with Session(both_engines, future=True) as session:
        add_hall(session)
        book(session, next(slot for slot in slots(session) if slot.appoint_date == MONDAY).id, 1)
        session.commit()
    with make.begin() as session:
        new = Holidays.model_validate({"days": [CLOSED, WORKED]})
        (seen,) = foreseen(session, Holidays(), new, NOW)
        assert (seen.window, seen.days) == ("出入境窗口", {MONDAY: 1})
        assert session.scalars(select(HolidayOverride)).all() == []
        enter(session, CLOSED, WORKED)
    with make.begin() as session:
        free = {slot.day for slot in free_slots(session, WINDOW, NOW) if slot.left}
        assert MONDAY not in free and date(2026, 11, 29) in free
        assert foreseen(session, new, new, NOW) == []
        told = session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
        assert told == ["appointment.booked", "appointment.displaced"]
    with make.begin() as session:
        enter(session, WORKED)
        free = {slot.day for slot in free_slots(session, WINDOW, NOW) if slot.left}
        assert MONDAY in free and load_calendar(session).overrides == {date(2026, 11, 29): True}
        told = session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
        assert told[2:] == ["appointment.reinstated"]


def test_the_calendar_system_leaves_what_staff_have_entered(session: Session) -> None:
    enter(session, CLOSED)
    assert sync.store(session, {MONDAY: True, MONDAY + timedelta(days=1): False}) == 1
    assert load_calendar(session).overrides == {MONDAY: False, MONDAY + timedelta(days=1): False}
    enter(session)
    assert load_calendar(session).overrides == {MONDAY + timedelta(days=1): False}


def test_a_time_that_is_gone_is_not_booked_again_by_looking(session: Session) -> None:
    """Looking makes the slots that are missing; a day off has none."""
    add_hall(session)
    enter(session, CLOSED)
    assert not [slot for slot in free_slots(session, WINDOW, NOW) if slot.day == MONDAY]
    tuesday = [slot for slot in free_slots(session, WINDOW, NOW) if slot.day == MONDAY + timedelta(days=1)]
    assert tuesday[0].start == time(9)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("春节放假", "看不懂"),
        ("2027-02-30 放假", "没有2027-02-30这一天|不是日期"),
        ("2027-02-11 至 2027-02-05 放假", "先写早的那天"),
        ("2027-01-01 至 2027-12-31 放假", "一个月"),
        ("2027-02-05 放假\n2027-02-01至2027-02-07 上班", "写了两次"),
    ],
)
def test_a_line_that_cannot_be_read_is_said(session: Session, line: str, words: str) -> None:
    with pytest.raises(HouseError, match=words):
        enter(session, *value_of("holidays", {"days": line})["days"])


@given(
    st.dictionaries(
        st.dates(date(2027, 1, 20), date(2027, 3, 5)),
        st.tuples(st.booleans(), st.sampled_from(["", "春节", "春节 调休"])),
        max_size=20,
    )
)
def test_what_is_shown_is_what_is_typed(days: dict[date, tuple[bool, str]]) -> None:
    value = {
        "days": [
            {"day": day.isoformat(), "is_working": works, "name": name}
            for day, (works, name) in sorted(days.items())
        ]
    }
    assert value_of("holidays", shown("holidays", value)) == value
