"""诉求工单 through its whole life; whatever staff try, events tell every change and nothing else happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import OutboxMessage, WorkOrder, WorkOrderEvent
from bot.services.matters import MatterNotFound, ProofRequired, admit
from bot.services.work_orders import departments, filing, handling
from bot.services.work_orders.states import NEXT, PROMISED_DAYS, OrderState
from bot.services.work_orders.views import NewOrder, OrderError, OrderView
from tests.services.halls import NOW, add_hall

NEW = NewOrder(
    "投诉",
    "幸福路18号楼下烧烤店半夜吵，店主张老三",
    location="幸福路18号",
    target="张老三",
    name="李娜",
    mobile="13912345679",
    department_code="ga-crj",
)


def file(session: Session, new: NewOrder = NEW, key: str = "o1") -> OrderView:
    view = filing.file_order(
        session, new, opening_key=key, conversation_id="web:1", region_code="990100", now=NOW
    )
    session.commit()
    return view


def test_filed_twice_is_filed_once(session: Session) -> None:
    first, second = file(session), file(session)
    assert first.order_no == second.order_no and second.already
    assert first.due_on is not None and (first.due_on - NOW.date()).days == 14  # ten working days


@pytest.mark.parametrize("order_type", sorted(PROMISED_DAYS))
def test_every_type_is_promised_a_day(session: Session, order_type: str) -> None:
    new = NewOrder(order_type, "内容内容内容", name="李娜", mobile="13912345679")
    assert file(session, new).due_on is not None


def test_anonymous_keeps_no_name_and_wants_no_reply(session: Session) -> None:
    view = file(session, NewOrder("举报", "有人倒垃圾", is_anonymous=True, name="李娜", mobile="13912345679"))
    row = session.get(WorkOrder, view.id)
    assert row is not None and row.citizen_name is None and row.mobile is None and not row.need_reply
    handling.move(session, view.id, OrderState.ACCEPTED, "staff:1", NOW)
    assert session.scalars(select(OutboxMessage.session_id)).all() == [None, None]


def test_help_cannot_be_anonymous(session: Session) -> None:
    with pytest.raises(OrderError, match="联系方式"):
        file(session, NewOrder("求助", "家里停水", is_anonymous=True))


def test_nothing_personal_stands_in_clear(session: Session, engine: Engine) -> None:
    view = file(session)
    filing.urge(session, view.id, "u1", "快点，我是李娜13912345679", NOW)
    handling.move(session, view.id, OrderState.ACCEPTED, "staff:1", NOW, "已联系13912345679")
    session.commit()
    with engine.connect() as connection:
        for table in ("work_order", "work_order_event", "outbox_message"):
            dump = str(connection.execute(text(f"SELECT * FROM {table}")).all())
            for personal in ("李娜", "13912345679", "张老三", "幸福路", "烧烤"):
                assert personal not in dump, (table, personal)


def test_urging_belongs_to_the_open_order_once_a_day(session: Session) -> None:
    view = file(session)
    assert filing.urge(session, view.id, "u1", "", NOW).urged == 1
    again = filing.urge(session, view.id, "u2", "", NOW + timedelta(hours=1))
    assert again.urged == 1 and again.already
    assert filing.urge(session, view.id, "u3", "", NOW + timedelta(hours=25)).urged == 2
    handling.withdraw(session, view.id, NOW)
    with pytest.raises(OrderError, match="已撤回"):
        filing.urge(session, view.id, "u4", "", NOW + timedelta(hours=50))


def test_the_whole_way_and_back_when_it_is_not_solved(session: Session) -> None:
    view = file(session)
    steps = ["accepted", "dispatched", "signed", "handling", "replied", "closed"]
    for step in steps:
        view = handling.move(session, view.id, OrderState(step), "staff:1", NOW, "已处理")
    assert view.feedback == "已处理" and not view.is_open
    assert handling.revisit(session, view.id, False, NOW).state == "handling"
    assert [event.action for event in handling.order_view(session, session.get(WorkOrder, view.id)).events][
        -2:
    ] == ["回访", "办理"]


def test_words_are_needed_where_the_citizen_reads_them(session: Session) -> None:
    view = file(session)
    with pytest.raises(OrderError, match="理由"):
        handling.move(session, view.id, OrderState.REFUSED, "staff:1", NOW)


def test_extending_needs_a_later_day_and_a_reason(session: Session) -> None:
    view = file(session)
    assert view.due_on is not None
    with pytest.raises(OrderError, match="理由"):
        handling.extend(session, view.id, view.due_on, "情况复杂", "staff:1", NOW)
    handling.extend(session, view.id, view.due_on + timedelta(days=5), "情况复杂", "staff:1", NOW)
    assert handling.overdue(session, NOW + timedelta(days=16)) == []
    assert handling.overdue(session, NOW + timedelta(days=30)) == [view.order_no]


def test_only_the_conversation_or_the_mobile_opens_an_order(session: Session) -> None:
    number = file(session).order_no
    assert admit(session, number, "web:1", None, NOW)[1].order_no == number
    with pytest.raises(ProofRequired):
        admit(session, number, "web:2", None, NOW)
    with pytest.raises(MatterNotFound):
        admit(session, number, "web:2", "000000", NOW)
    assert admit(session, number, "web:2", "345679", NOW)[1].order_no == number
    for _ in range(5):
        with pytest.raises(MatterNotFound):
            admit(session, number, "web:2", "000000", NOW)
    with pytest.raises(MatterNotFound, match="一小时"):
        admit(session, number, "web:2", "345679", NOW)


def test_an_anonymous_order_opens_for_nobody_else(session: Session) -> None:
    number = file(session, NewOrder("举报", "有人倒垃圾", is_anonymous=True)).order_no
    with pytest.raises(MatterNotFound):
        admit(session, number, "web:2", "\x00" * 6, NOW)


def test_the_department_named_is_proposed_with_its_words(session: Session) -> None:
    add_hall(session)
    assert departments.propose(session, "出入境窗口态度差")[0][::2] == ("ga-crj", ("出入境",))
    assert departments.propose(session, "树倒了") == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(list(OrderState)), max_size=12))
def test_events_tell_every_change_and_nothing_else(both_engines: Engine, wanted: list[OrderState]) -> None:
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        view = file(session, key=f"o{id(wanted)}{wanted}"[:64])
        state, expected = OrderState(view.state), [e.action for e in view.events]
        for step in wanted:
            try:
                handling.move(session, view.id, step, "staff:1", NOW, "说明", department_code="zj")
            except OrderError:
                assert step not in NEXT[state]
                session.rollback()
                continue
            assert step in NEXT[state]
            session.commit()
            state = step
            expected.append(state.value)
        row = session.get(WorkOrder, view.id)
        assert row is not None and row.state == state
        events = session.scalars(
            select(WorkOrderEvent).where(WorkOrderEvent.order_id == view.id).order_by(WorkOrderEvent.sequence)
        ).all()
        assert len(events) == len(expected) and events[-1].to_state == state
        keys = session.scalars(
            select(OutboxMessage.dedupe_key).where(
                OutboxMessage.dedupe_key.like(f"work_order:{view.id}:%")  # type: ignore[attr-defined]
            )
        ).all()
        assert len(keys) == len(events)
        session.rollback()
