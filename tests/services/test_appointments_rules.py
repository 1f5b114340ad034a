"""Bookings whatever people do in whatever order: places add up, every change has its event and its one notice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import Base
from bot.db.models import (
    Appointment,
    AppointmentEvent,
    AppointmentSlot,
    AppointmentWaiting,
    OutboxMessage,
    Window,
)
from bot.services.appointments import booking, check_in, waiting
from bot.services.appointments.hours import parse_hours
from bot.services.appointments.realign import displaced_by, realign
from bot.services.appointments.slots import free_slots
from bot.services.appointments.views import BookingError, NotNow
from bot.services.appointments.words import When, read_when
from bot.services.calendar.working_days import WorkingCalendar, load_calendar
from bot.services.matters import admit, read_matter_no
from tests.services.halls import HOURS, ITEM, NOW, WINDOW, add_hall, book, slots

CAPACITY, SLOTS = 2, 4
MONDAY = date(2026, 11, 30)


class Hall(RuleBasedStateMachine):
    bookings = Bundle("bookings")

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine

    @initialize()
    def open(self) -> None:
        Base.metadata.drop_all(self.engine)
        Base.metadata.create_all(self.engine)
        self.session = Session(self.engine, future=True, expire_on_commit=False)
        add_hall(self.session, CAPACITY)
        self.slot_ids = [slot.id for slot in slots(self.session)[:SLOTS]]
        self.who, self.now = 0, NOW

    @rule(target=bookings, at=st.integers(0, SLOTS - 1), again=st.booleans())
    def book(self, at: int, again: bool) -> int | None:
        self.who += 0 if again and self.who else 1
        made = self._try(lambda: book(self.session, self.slot_ids[at], self.who, now=self.now).id)
        return made if isinstance(made, int) else None

    @rule(mine=bookings, at=st.integers(0, SLOTS - 1))
    def change(self, mine: int | None, at: int) -> None:
        if mine is not None:
            self._try(lambda: booking.change(self.session, mine, self.slot_ids[at], self.now))

    @rule(mine=bookings)
    def cancel(self, mine: int | None) -> None:
        if mine is not None:
            self._try(lambda: booking.cancel(self.session, mine, self.now))

    @rule(mine=bookings)
    def come(self, mine: int | None) -> None:
        if mine is not None:
            self._try(lambda: check_in.check_in(self.session, mine, self.now))

    @rule(mine=consumes(bookings))
    def serve(self, mine: int | None) -> None:
        if mine is not None:
            self._try(lambda: check_in.serve(self.session, mine, "staff:1", self.now))

    @rule()
    def wait_for_monday(self) -> None:
        self._try(
            lambda: waiting.join(
                self.session,
                opening_key=f"w{self.who}",
                window_code=WINDOW,
                day=MONDAY,
                item_code=ITEM,
                name="李四",
                mobile=f"139{self.who:08d}",
                conversation_id="web:w",
            )
        )

    @rule(hours=st.sampled_from([HOURS, "周一至周五 9:00-12:00", "周二至周五 10:00-12:00", "随时"]))
    def reschedule(self, hours: str) -> None:
        """What was foreseen is what happens, and once: a second look changes nothing."""
        window = self.session.scalars(select(Window).where(Window.code == WINDOW)).one()
        calendar = load_calendar(self.session)
        foreseen = displaced_by(self.session, WINDOW, parse_hours(hours), calendar, self.now)
        window.hours = hours
        assert realign(self.session, WINDOW, self.now) == sum(foreseen.values())
        assert realign(self.session, WINDOW, self.now) == 0
        self.session.commit()

    @rule(hours=st.sampled_from([1, 24, 71]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self._try(lambda: check_in.mark_no_shows(self.session, self.now))

    def _try(self, what: object) -> object:
        try:
            done = what()  # type: ignore[operator]
            self.session.commit()
            return done
        except BookingError:
            self.session.rollback()
            return None

    @invariant()
    def places_add_up(self) -> None:
        if not hasattr(self, "session"):
            return
        for slot in self.session.scalars(select(AppointmentSlot).execution_options(populate_existing=True)):
            taken = self.session.query(Appointment).filter(
                Appointment.slot_id == slot.id, Appointment.state != "cancelled"
            )
            assert slot.remaining == slot.capacity - taken.count() >= 0

    @invariant()
    def every_change_has_its_event_and_its_notice(self) -> None:
        if not hasattr(self, "session"):
            return
        for each in self.session.scalars(select(Appointment)):
            events = self.session.scalars(
                select(AppointmentEvent)
                .where(AppointmentEvent.appointment_id == each.id)
                .order_by(AppointmentEvent.sequence)
            ).all()
            assert [event.sequence for event in events] == list(range(1, len(events) + 1))
            assert all(event.actor and event.at for event in events)
            assert events[-1].to_state == each.state
            assert all(a.to_state == b.from_state for a, b in pairwise(events))
            told_last = events[-1].action == "时段停办"
            assert told_last == (each.state == "booked" and each.slot.is_closed)
            keys = {f"appointment:{each.id}:{event.sequence}" for event in events}
            queued = self.session.scalars(
                select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.in_(keys))  # type: ignore[attr-defined]
            ).all()
            assert sorted(queued) == sorted(keys)
            assert read_matter_no(each.appoint_no) is not None
            assert admit(self.session, each.appoint_no, each.session_id, None, self.now)[1] is each

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()


@pytest.mark.parametrize(
    ("database", "examples"),
    [("engine", 15), pytest.param("postgres_engine", 4, marks=pytest.mark.postgres)],
)
def test_whatever_people_do(request: pytest.FixtureRequest, database: str, examples: int) -> None:
    engine: Engine = request.getfixturevalue(database)
    run_state_machine_as_test(
        lambda: Hall(engine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


def test_a_freed_place_is_offered_to_the_first_who_waits(session: Session) -> None:
    add_hall(session, 1)
    slot = slots(session)[0]
    mine = book(session, slot.id, 1)
    for n in (2, 3):
        place = waiting.join(
            session,
            opening_key=f"w{n}",
            window_code=WINDOW,
            day=slot.appoint_date,
            item_code=ITEM,
            name="李四",
            mobile=f"1390000000{n}",
            conversation_id=f"web:{n}",
        )
        assert place == n - 1
    booking.cancel(session, mine.id, NOW)
    booking.cancel(session, mine.id, NOW)
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "appointment.place_free")).all()
    assert [each.session_id for each in told] == ["web:2"]
    states = session.scalars(select(AppointmentWaiting.state).order_by(AppointmentWaiting.id)).all()
    assert states == ["told", "waiting"]


def test_people_ahead_are_those_not_served(session: Session) -> None:
    add_hall(session, 5)
    slot = slots(session)[0]
    mine = [book(session, slot.id, who).id for who in range(3)]
    monday = NOW.replace(day=30)
    with pytest.raises(NotNow, match="还没到取号时间"):
        check_in.check_in(session, mine[0], NOW)
    queues = [check_in.check_in(session, each, monday) for each in mine]
    assert [(each.queue_no, each.ahead) for each in queues] == [("A001", 0), ("A002", 1), ("A003", 2)]
    check_in.serve(session, mine[0], "staff:1", monday)
    assert check_in.check_in(session, mine[2], monday).ahead == 1


def test_who_does_not_come_is_a_no_show(session: Session) -> None:
    add_hall(session, 5)
    mine = book(session, slots(session)[0].id, 1)
    assert check_in.mark_no_shows(session, NOW) == 0
    assert check_in.mark_no_shows(session, NOW + timedelta(days=4)) == 1
    assert session.get(Appointment, mine.id).state == "no_show"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (HOURS, 5),
        ("周一至周六 9:00-12:00、13:30-17:00（法定节假日除外）", 6),
        ("周二至周日 9:00-21:00，周一闭馆（法定节假日照常开放）", 6),
    ],
)
def test_hours_in_words(text: str, days: int) -> None:
    hours = parse_hours(text)
    assert hours is not None and len(hours.weekdays) == days
    assert hours.slots()[0][0] == time(9, 0)


def test_round_the_clock_is_not_booked() -> None:
    assert parse_hours("每日0:00-24:00") is None


@pytest.mark.parametrize("text", ["周一至周五 9:75-12:00", "周一至周五 29:00-30:00", "周一 ９:00-99:99"])
def test_what_is_no_time_is_not_booked(text: str) -> None:
    assert parse_hours(text) is None


def test_a_weekend_worked_is_open_and_a_holiday_is_not() -> None:
    hours = parse_hours(HOURS)
    assert hours is not None
    calendar = WorkingCalendar()
    assert not hours.open_on(date(2026, 10, 1), calendar)
    assert not hours.open_on(date(2026, 11, 29), calendar)
    worked = WorkingCalendar({date(2026, 11, 29): True})
    assert hours.open_on(date(2026, 11, 29), worked)


def test_a_slot_that_began_is_not_offered(session: Session) -> None:
    add_hall(session)
    noon = datetime(2026, 11, 27, 4, 30, tzinfo=timezone.utc)
    today = [slot for slot in free_slots(session, WINDOW, noon) if slot.day == NOW.date()]
    assert [slot.start for slot in today] == [
        time(13, 30),
        time(14, 30),
        time(15, 30),
        time(16, 30),
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("下周三上午有号吗", When(date(2026, 12, 2), date(2026, 12, 2), "am")),
        ("明天下午3点", When(date(2026, 11, 28), date(2026, 11, 28), "pm", time(15))),
        ("12月2号9点半", When(date(2026, 12, 2), date(2026, 12, 2), None, time(9, 30))),
        ("3号", When(date(2026, 12, 3), date(2026, 12, 3))),
        ("下周", When(date(2026, 11, 30), date(2026, 12, 6))),
        ("周一下午两点", When(date(2026, 11, 30), date(2026, 11, 30), "pm", time(14))),
        ("越快越好", When(soonest=True)),
        ("明年三月", When(date(2027, 3, 1), date(2027, 3, 31))),
        ("三月份有号吗", When(date(2027, 3, 1), date(2027, 3, 31))),
        ("11月", When(date(2026, 11, 27), date(2026, 11, 30))),
        ("下个月", When(date(2026, 12, 1), date(2026, 12, 31))),
        ("明年13月", When()),
        ("2月30日", When()),
        ("我要办护照", When()),
    ],
)
def test_times_in_words(text: str, meant: When) -> None:
    assert read_when(text, date(2026, 11, 27)) == meant
