"""Times that a window no longer serves: who has booked them is told once, keeps the booking, and may choose another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.db.models import (
    Appointment,
    AppointmentEvent,
    AppointmentSlot,
    HolidayOverride,
    OutboxMessage,
    Window,
)
from bot.services.appointments import booking, check_in, waiting
from bot.services.appointments.realign import realign, realign_all
from bot.services.appointments.record import booking_view
from bot.services.appointments.slots import free_slots
from bot.services.appointments.views import NotNow, SlotFull
from bot.services.casework import bookings as casework
from bot.services.notices.words import notice
from tests.services.halls import HOURS, ITEM, NOW, WINDOW, add_hall, book, slots

MONDAY = date(2026, 11, 30)
MORNING = "周一至周五 9:00-12:00（法定节假日除外）"


def at(session: Session, start: time, day: date = MONDAY) -> Any:
    return next(slot for slot in slots(session) if (slot.appoint_date, slot.slot_start) == (day, start))


def opens(session: Session, hours: str) -> int:
    window = session.scalars(select(Window).where(Window.code == WINDOW)).one()
    window.hours, window.phone = hours, "0000-8600110"
    session.flush()
    return realign(session, WINDOW, NOW, "staff:chen")


def told(session: Session, kind: str) -> list[tuple[str | None, str]]:
    """(conversation, words) of what was queued."""
    rows = session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == f"appointment.{kind}").order_by(OutboxMessage.id)
    )
    found = [(row.session_id, notice(row.kind, row.payload)) for row in rows]
    return [(who, said["text"]) for who, said in found if said is not None]


def test_who_loses_the_time_is_told_once_and_keeps_the_booking(both_engines: Engine) -> None:
    make = sessionmaker(both_engines, future=True, expire_on_commit=False)
    with Session(both_engines, future=True) as session:
        add_hall(session, capacity=3)
        early, late = at(session, time(9)).id, at(session, time(14, 30)).id
        book(session, early, 1)
        mine, other = book(session, late, 2), book(session, late, 3)
        session.commit()
    with make.begin() as session:
        assert opens(session, MORNING) == 2
    with make.begin() as session:
        assert opens(session, MORNING) == realign_all(session, NOW) == 0
        words = told(session, "displaced")
        assert [who for who, _ in words] == ["web:2", "web:3"]
        text = words[0][1]
        assert "11月30日（周一）14:30-15:30" in text and mine.booking_no in text and "出入境窗口" in text
        assert "改约" in text and "取消预约" in text and "0000-8600110" in text and "12345" in text
        row = session.get(Appointment, mine.id)
        assert row is not None and row.state == "booked" and booking_view(session, row).is_displaced
        events = session.scalars(select(AppointmentEvent).where(AppointmentEvent.appointment_id == other.id))
        assert [(event.action, event.actor) for event in events] == [
            ("预约", "citizen"),
            ("时段停办", "staff:chen"),
        ]
        free = free_slots(session, WINDOW, NOW)
        assert [slot.id for slot in free if slot.start > time(12)] == [late]  # booked, and offered to nobody
        assert next(slot for slot in free if slot.id == late).left == 0
        with pytest.raises(SlotFull):
            book(session, late, 4)
        listed = casework.of_day(session, MONDAY)
        assert [row.is_displaced for row in listed] == [True, True, False]
        assert casework.displaced(session, MONDAY) == {MONDAY: 2}
        assert casework.displaced(session, MONDAY, ["wl"]) == {}


def test_a_place_given_back_there_is_offered_to_nobody(session: Session) -> None:
    add_hall(session, capacity=1)
    late = at(session, time(14, 30)).id
    mine = book(session, late, 1)
    waits = {"opening_key": "w", "window_code": WINDOW, "day": MONDAY, "item_code": ITEM}
    waiting.join(session, **waits, name="李四", mobile="13900000001", conversation_id="web:w")
    opens(session, MORNING)
    changed = booking.change(session, mine.id, at(session, time(9)).id, NOW)
    assert not changed.is_displaced and casework.displaced(session, MONDAY) == {}
    assert next(slot for slot in free_slots(session, WINDOW, NOW) if slot.id == late).left == 0
    assert told(session, "place_free") == []


def test_hours_that_come_back_are_told_too(session: Session) -> None:
    add_hall(session, capacity=2)
    late = at(session, time(14, 30)).id
    mine = book(session, late, 1)
    opens(session, MORNING)
    assert opens(session, HOURS) == 0
    ((who, text),) = told(session, "reinstated")
    assert who == "web:1" and "有效" in text and mine.booking_no in text
    assert next(slot for slot in free_slots(session, WINDOW, NOW) if slot.id == late).left == 1
    assert opens(session, MORNING) == 1
    assert len(told(session, "displaced")) == 2  # gone a second time, told a second time


def test_a_holiday_takes_its_day(session: Session) -> None:
    add_hall(session)
    book(session, at(session, time(9)).id, 1)
    book(session, at(session, time(9), MONDAY + timedelta(days=1)).id, 2)
    session.add(HolidayOverride(day=MONDAY, is_working=False, name="停电"))
    session.flush()
    assert realign_all(session, NOW) == 1
    assert [who for who, _ in told(session, "displaced")] == ["web:1"]
    assert casework.displaced(session, NOW.date()) == {MONDAY: 1}


def test_a_window_that_closes_says_that_another_is_to_be_chosen(session: Session) -> None:
    add_hall(session)
    mine = book(session, at(session, time(9)).id, 1)
    session.scalars(select(Window)).one().is_closed = True
    session.flush()
    assert realign(session, WINDOW, NOW) == 1
    ((_, text),) = told(session, "displaced")
    assert "不再接受预约" in text and "取消预约" in text and "改约" not in text and "12345" in text
    assert session.get(Appointment, mine.id).state == "booked"  # type: ignore[union-attr]
    assert free_slots(session, WINDOW, NOW) and not any(
        slot.left for slot in free_slots(session, WINDOW, NOW)
    )


def test_nobody_is_a_no_show_where_the_window_was_not_there(session: Session) -> None:
    add_hall(session)
    mine = book(session, at(session, time(14, 30)).id, 1)
    opens(session, MORNING)
    with pytest.raises(NotNow, match="不办公"):
        check_in.check_in(session, mine.id, NOW.replace(day=30, hour=6))
    assert check_in.mark_no_shows(session, NOW + timedelta(days=4)) == 1
    row = session.get(Appointment, mine.id)
    assert row is not None and (row.state, row.cancel_reason) == ("cancelled", "窗口这个时段不办公，不算爽约")


def test_staff_may_still_take_somebody_who_came(session: Session) -> None:
    add_hall(session)
    mine = book(session, at(session, time(14, 30)).id, 1)
    opens(session, MORNING)
    assert check_in.check_in(session, mine.id, NOW.replace(day=30, hour=6), "staff:wang").queue_no == "A001"


def test_an_hour_that_ends_earlier_is_still_the_same_hour(session: Session) -> None:
    add_hall(session)
    last = at(session, time(11)).id
    book(session, last, 1)
    assert opens(session, "周一至周五 9:00-11:30（法定节假日除外）") == 0
    assert session.get(AppointmentSlot, last).slot_end == time(11, 30)  # type: ignore[union-attr]


def test_who_books_while_the_hours_change_is_told_or_refused(both_engines: Engine) -> None:
    make = sessionmaker(both_engines, future=True, expire_on_commit=False)
    with Session(both_engines, future=True) as session:
        add_hall(session, capacity=20)
        late = at(session, time(14, 30)).id
        book(session, late, 100)  # so that it is not removed
        session.commit()

    def one(who: int) -> bool:
        try:
            with make.begin() as session:
                if who in (3, 5, 7):
                    opens(session, MORNING)
                else:
                    book(session, late, who)
        except SlotFull:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(12)))
    with make.begin() as session:
        booked = session.scalars(select(Appointment.session_id).where(Appointment.state == "booked")).all()
        assert sorted(who or "" for who, _ in told(session, "displaced")) == sorted(booked)
