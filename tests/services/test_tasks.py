"""Flows driven by anything a person may type: nothing raises, a task ends once, what it promised is in the database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import Base
from bot.db.models import Appointment, AppointmentSlot, OutboxMessage, Rating, Task, WorkOrder
from bot.db.session import make_engine
from bot.services.catalogue.load import load_dir
from bot.services.matters import admit, find_matter_no, read_matter_no
from bot.services.tasks.ask import Leave, Redo, Said
from bot.services.tasks.complain_words import prefill
from bot.services.tasks.engine import KEEP, Held, TaskClosed, forget_tasks, open_task
from bot.services.tasks.flows import FLOWS
from bot.settings import ROOT
from tests.services.halls import ITEM, NOW

WHO = "web:1"
VOCABULARY = [
    "1", "2", "是", "否", "不", "没有", "跳过", "最早的", "下周三上午", "12月2日9点", "候补", "张伟", "13912345678", "139",
    "匿名", "实名", "非常满意", "差评", "1、3", "你们定", "市公安局", "楼上天天打麻将到凌晨两点", "投诉", "crj-center", "wait2026-12-02",
    "s1", "s999999", "G01C0101744QJ", "Y01C0101744QJ", "01C0101744QJ", "150013", "0", "99", "2月30日", "yes", "",
]  # fmt: skip


@pytest.fixture(scope="module")
def city() -> Iterator[Engine]:
    """The shipped catalogue."""
    engine = make_engine("sqlite://", 30, durable=False)
    Base.metadata.create_all(engine)
    with Session(engine, future=True) as session:
        load_dir(session, ROOT / "data" / "catalogue", "990100", "云江市")
        session.commit()
    yield engine
    engine.dispose()


def begin(session: Session, kind: str, key: str, **told: str) -> int:
    return open_task(session, kind, conversation_id=WHO, opening_key=key, prefilled=told, now=NOW)


def held(session: Session, task_id: int) -> Held:
    return Held(session, task_id, WHO, NOW, "990100")


def say(session: Session, task_id: int, *texts: str) -> Said | None:
    """What was said at the end, once the task is over."""
    for text in texts:
        task = held(session, task_id)
        try:
            ask = task.view().ask
            if ask is not None and ask.kind == "review":
                task.ctx.answers["confirm"] = "yes"
                task.save()
            elif ask is not None:
                _ = task.skip(ask) if task.is_skip(ask, text) else task.take(ask, text, {"item": text})
            if task.view().ask is None:
                return task.finish()
        except Leave as leave:
            return leave.said
        except Redo:
            continue
    return None


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(
    st.sampled_from(sorted(FLOWS)),
    st.booleans(),
    st.lists(st.one_of(st.sampled_from(VOCABULARY), st.text(max_size=20)), max_size=14),
)
def test_anything_may_be_typed(city: Engine, kind: str, told: bool, texts: list[str]) -> None:
    with Session(city, future=True, expire_on_commit=False) as session:
        number = session.scalar(select(func.count()).select_from(Task)) or 0
        prefilled = {"item": ITEM, "window": "crj-center"} if told and kind == "book" else {}
        task_id = begin(session, kind, f"{kind}{number}", **prefilled)
        said = say(session, task_id, *texts)
        session.commit()
        if said is not None:
            with pytest.raises(TaskClosed) as closed:
                held(session, task_id)
            assert closed.value.said.text == said.text
            assert session.get(Task, task_id).answers is None  # type: ignore[union-attr]
        if said is not None and said.number:
            assert admit(session, said.number, WHO, None, NOW)
        for slot in session.scalars(select(AppointmentSlot)):
            taken = (
                session.query(Appointment).filter_by(slot_id=slot.id).filter(Appointment.state != "cancelled")
            )
            assert slot.remaining == slot.capacity - taken.count()
        made = [
            session.scalar(select(func.count()).select_from(each)) or 0 for each in (Appointment, WorkOrder)
        ]
        queued = session.scalar(
            select(func.count()).where(
                OutboxMessage.kind.in_(["appointment.booked", "work_order.pending"])  # type: ignore[attr-defined]
            )
        )
        children = session.scalar(select(func.count()).where(WorkOrder.parent_id.is_not(None)))  # type: ignore[union-attr]
        assert queued == sum(made) - (children or 0)
        assert (
            session.scalar(select(func.count()).select_from(Rating)) or 0
        ) == 0  # nothing is ever finished here


def test_a_task_is_finished_once(city: Engine) -> None:
    with Session(city, future=True, expire_on_commit=False) as session:
        task_id = begin(session, "complain", "once", type="help", content="家里停水三天了")
        said = say(session, task_id, "跳过", "跳过", "跳过", "张伟", "13912345678", "你们定", "确认")
        assert said is not None and read_matter_no(said.number) is not None
        with pytest.raises(TaskClosed) as closed:
            held(session, task_id)
        assert closed.value.said == said
        session.rollback()


def test_a_full_slot_is_asked_anew_and_the_rest_is_kept(city: Engine) -> None:
    with Session(city, future=True, expire_on_commit=False) as session:
        task_id = begin(session, "book", "full", item=ITEM, window="crj-center")
        assert say(session, task_id, "最早的", "张伟", "13912345678") is None
        task = held(session, task_id)
        slot_id = int(task.ctx.need("slot")[1:])
        session.query(AppointmentSlot).filter_by(id=slot_id).update({"remaining": 0})
        assert say(session, task_id, "确认") is None
        task = held(session, task_id)
        ask = task.view().ask
        assert ask is not None and ask.key == "slot" and task.ctx.get("name") == "张伟"
        session.rollback()


def test_nobody_else_takes_up_a_task(city: Engine) -> None:
    with Session(city, future=True) as session:
        task_id = begin(session, "complain", "mine")
        with pytest.raises(TaskClosed):
            Held(session, task_id, "web:2", NOW, "990100")
        session.rollback()


def test_the_same_opening_is_the_same_task(city: Engine) -> None:
    with Session(city, future=True) as session:
        assert begin(session, "rate", "same") == begin(session, "rate", "same")
        session.rollback()


def test_what_nobody_came_back_to_is_forgotten(city: Engine) -> None:
    with Session(city, future=True) as session:
        task_id = begin(session, "complain", "old", content="家里停水三天了")
        session.commit()
        task = session.get(Task, task_id)
        assert task is not None
        forget_tasks(session, task.updated_at + KEEP / 2)
        session.refresh(task)
        assert task.answers is not None
        forget_tasks(session, task.updated_at + KEEP * 2)
        session.refresh(task)
        assert (task.state, task.answers, task.result) == ("left", None, None)
        session.commit()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("我要投诉", {"type": "complaint"}),
        ("我要匿名举报", {"type": "report"}),
        ("诉求登记", {}),
        ("我要投诉小区电梯坏了没人修", {"type": "complaint", "content": "我要投诉小区电梯坏了没人修"}),
        ("提个建议", {"type": "suggestion"}),
    ],
)
def test_what_the_opening_words_tell(text: str, told: dict[str, str]) -> None:
    assert prefill(text) == told


def test_a_number_is_found_in_a_sentence() -> None:
    assert find_matter_no("查一下 g01c0101744qj 的进度") == read_matter_no("G01C0101744QJ")
    assert find_matter_no("没有编号") is None
