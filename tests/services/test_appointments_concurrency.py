"""Fifty people, one place; fifty confirms, one booking — with real threads, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.db.models import (
    Appointment,
    AppointmentEvent,
    AppointmentSlot,
    OutboxMessage,
    QueueCounter,
    WorkOrder,
)
from bot.services.appointments import booking, check_in
from bot.services.appointments.slots import make_slots
from bot.services.appointments.views import SlotFull
from bot.services.work_orders.filing import file_order
from bot.services.work_orders.views import NewOrder
from tests.services.halls import NOW, WINDOW, add_hall, book, slots

T = TypeVar("T")
THREADS = 50


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_engine(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.getfixturevalue("engine" if request.param == "sqlite" else "postgres_engine")
    return engine


def at_once(engine: Engine, work: Callable[[Session, int], T], n: int = THREADS) -> list[T | SlotFull]:
    make = sessionmaker(engine, future=True, expire_on_commit=False)

    def one(who: int) -> T | SlotFull:
        try:
            with make.begin() as session:
                return work(session, who)
        except SlotFull as full:
            return full

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(one, range(n)))


def count(session: Session, table: object) -> int:
    return int(session.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]


def test_fifty_bookers_of_the_last_place(any_engine: Engine) -> None:
    with Session(any_engine, future=True) as session:
        add_hall(session, capacity=1)
        slot_id = slots(session)[0].id
    done = at_once(any_engine, lambda session, who: book(session, slot_id, who))
    assert sum(not isinstance(each, SlotFull) for each in done) == 1
    with Session(any_engine, future=True) as session:
        assert count(session, Appointment) == count(session, AppointmentEvent) == 1
        assert count(session, OutboxMessage) == 1
        assert session.get(AppointmentSlot, slot_id).remaining == 0  # type: ignore[union-attr]


def test_one_opening_books_once(any_engine: Engine) -> None:
    with Session(any_engine, future=True) as session:
        add_hall(session)
        slot_id = slots(session)[0].id
    done = at_once(any_engine, lambda session, _: book(session, slot_id, 1, key="same"))
    assert len({each.booking_no for each in done if not isinstance(each, SlotFull)}) == 1
    with Session(any_engine, future=True) as session:
        assert count(session, Appointment) == 1
        assert session.get(AppointmentSlot, slot_id).remaining == 9  # type: ignore[union-attr]


def test_two_who_swap_their_places_both_get_them(any_engine: Engine) -> None:
    with Session(any_engine, future=True, expire_on_commit=False) as session:
        add_hall(session, capacity=20)
        first, second = slots(session)[0].id, slots(session)[1].id
        mine = [book(session, (first, second)[who % 2], who).id for who in range(20)]
        session.commit()
    at_once(
        any_engine,
        lambda session, who: booking.change(session, mine[who], (second, first)[who % 2], NOW),
        n=20,
    )
    with Session(any_engine, future=True) as session:
        left = {slot.id: slot.remaining for slot in slots(session)[:2]}
        assert left == {first: 10, second: 10}


def test_no_two_share_a_queue_number(any_engine: Engine) -> None:
    with Session(any_engine, future=True, expire_on_commit=False) as session:
        add_hall(session, capacity=50)
        slot = slots(session)[0]
        mine = [book(session, slot.id, who).id for who in range(30)]
        session.commit()
    come = NOW.replace(day=30)  # Monday, nine o'clock
    taken = at_once(any_engine, lambda session, who: check_in.check_in(session, mine[who], come), n=30)
    assert len({each.queue_no for each in taken if not isinstance(each, SlotFull)}) == 30
    with Session(any_engine, future=True) as session:
        assert session.scalars(select(QueueCounter.last)).one() == 30


def test_slots_asked_for_at_once_are_made_once(any_engine: Engine) -> None:
    with Session(any_engine, future=True) as session:
        add_hall(session)
        session.query(AppointmentSlot).delete()
        session.commit()
    at_once(any_engine, lambda session, _: make_slots(session, WINDOW, NOW.date()), n=20)
    with Session(any_engine, future=True) as session:
        rows = session.execute(select(AppointmentSlot.appoint_date, AppointmentSlot.slot_start)).all()
        assert rows and len(rows) == len(set(rows))


def test_one_opening_files_one_order(any_engine: Engine) -> None:
    new = NewOrder("投诉", "楼下半夜施工", name="张三", mobile="13800138000", department_code="zj")

    def file(session: Session, _: int) -> str:
        return file_order(
            session, new, opening_key="o", conversation_id="web:1", region_code="990100", now=NOW
        ).order_no

    assert len(set(at_once(any_engine, file))) == 1
    with Session(any_engine, future=True) as session:
        assert count(session, WorkOrder) == count(session, OutboxMessage) == 1
