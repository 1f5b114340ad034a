"""One rating a matter, after it is done; a bad one opens a task with a day of its own."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Appointment, OutboxMessage, Rating, Rectification, WorkOrder
from bot.services.ratings.rate import (
    AlreadyRated,
    NotFinished,
    RatingError,
    RatingView,
    close_rectification,
    may_rate,
    rate,
)
from bot.services.work_orders import handling
from bot.services.work_orders.states import OrderState
from tests.services.halls import NOW, add_hall, book, slots
from tests.services.test_work_orders import file


def closed(session: Session) -> WorkOrder:
    view = file(session)
    for step in ("accepted", "replied", "closed"):
        handling.move(session, view.id, OrderState(step), "staff:1", NOW, "已处理")
    session.commit()
    row = session.get(WorkOrder, view.id)
    assert row is not None
    return row


def give(session: Session, matter: WorkOrder, level: int) -> RatingView:
    return rate(
        session,
        "work_order",
        matter,
        level=level,
        reasons=["slow"],
        comment="我是李娜，太慢",
        conversation_id="web:1",
        now=NOW,
    )


@pytest.mark.parametrize(("level", "tasks"), [(1, 0), (2, 0), (3, 0), (4, 1), (5, 1)])
def test_a_bad_rating_opens_a_task(session: Session, level: int, tasks: int) -> None:
    view = give(session, closed(session), level)
    assert session.scalar(select(func.count()).select_from(Rectification)) == tasks
    assert (view.rectify_by == date(2026, 12, 11)) == bool(tasks)  # ten working days
    bad = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "rating.bad")).all()
    assert len(bad) == tasks


def test_a_matter_is_rated_once(session: Session) -> None:
    matter = closed(session)
    give(session, matter, 5)
    again = give(session, matter, 1)
    assert again.already and again.level == 5
    assert session.scalar(select(func.count()).select_from(Rating)) == 1
    with pytest.raises(AlreadyRated, match="非常不满意"):
        may_rate(session, "work_order", matter)


def test_what_is_not_done_is_not_rated(session: Session) -> None:
    row = session.get(WorkOrder, file(session).id)
    with pytest.raises(NotFinished):
        give(session, row, 1)  # type: ignore[arg-type]


def test_there_are_five_levels(session: Session) -> None:
    with pytest.raises(RatingError, match="五个等级"):
        give(session, closed(session), 6)


def test_rectifying_ends_once_with_its_result(session: Session) -> None:
    matter = closed(session)
    give(session, matter, 4)
    with pytest.raises(RatingError, match="整改结果"):
        close_rectification(session, matter.order_no, " ", NOW)
    close_rectification(session, matter.order_no, "已加开窗口", NOW)
    with pytest.raises(RatingError, match="没有待整改"):
        close_rectification(session, matter.order_no, "又一次", NOW)
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "rating.rectified")).all()
    assert [each.session_id for each in told] == ["web:1"]


def test_a_bad_rating_of_a_booking_is_of_whoever_the_window_belongs_to(session: Session) -> None:
    """Officers see the tasks of their departments; one of none would be seen by few."""
    add_hall(session)
    view = book(session, slots(session)[0].id, 1)
    row = session.scalars(select(Appointment).where(Appointment.appoint_no == view.booking_no)).one()
    row.state = "served"
    rate(
        session, "appointment", row, level=4, reasons=["slow"], comment=None, conversation_id="web:1", now=NOW
    )
    assert session.scalar(select(Rectification.department_code)) == "ga-crj"
