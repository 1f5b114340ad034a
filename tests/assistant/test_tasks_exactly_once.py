"""A crash between doing it and saving the turn, and what is left in the database of a citizen's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.assistant import conversations
from bot.assistant.assistant import Assistant
from bot.db.base import Base
from bot.db.models import Appointment, Rating, Task, WorkOrder
from bot.db.session import reading
from bot.evaluation.staff import act
from tests.assistant.talk import Talk

NAME, MOBILE, TOLD = "欧阳青青", "13877776666", "楼上欧阳家天天打麻将到凌晨两点"


def rows(table: Any) -> int:
    with reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def everything() -> str:
    """Every row of every table as it stands on the disk."""
    with reading() as connection:
        names = [table.name for table in Base.metadata.sorted_tables]
        return "\n".join(str(connection.exec_driver_sql(f"SELECT * FROM {name}").all()) for name in names)


def crash_once(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The turn is done and not saved, as when the process dies in between."""
    real = conversations.append

    def die(new: Any) -> None:
        monkeypatch.setattr(conversations, "append", real)
        raise RuntimeError("the process died")

    return lambda: monkeypatch.setattr(conversations, "append", die)


async def book(talk: Talk, mobile: str = MOBILE) -> None:
    for said in ("预约法律援助", "最早的", NAME, mobile):
        await talk.say(said)


async def complain(talk: Talk) -> None:
    for said in (
        "我要投诉",
        TOLD,
        "幸福路18号",
        "昨晚",
        "欧阳青青一家",
        "实名",
        NAME,
        MOBILE,
        "是",
        "你们定",
    ):
        await talk.say(said)


async def test_a_booking_confirmed_again_after_a_crash_is_one(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, before = Talk(assistant), rows(Appointment)
    await book(talk, "13877776661")
    crash_once(monkeypatch)()
    assert "没有处理成功" in await talk.say("确认提交")
    assert "预约编号：Y" in await talk.say("确认提交")
    assert rows(Appointment) == before + 1


async def test_a_complaint_confirmed_again_after_a_crash_is_one(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, before = Talk(assistant), rows(WorkOrder)
    await complain(talk)
    crash_once(monkeypatch)()
    assert "没有处理成功" in await talk.say("确认提交")
    assert "工单编号：G" in await talk.say("确认提交")
    assert rows(WorkOrder) == before + 1


async def test_a_failure_while_doing_it_loses_nothing(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.services.tasks import complain as flow

    talk, before, real = Talk(assistant), rows(WorkOrder), flow.file_order
    await complain(talk)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(flow, "file_order", fail)
    assert "没能处理" in await talk.say("确认提交")
    assert rows(WorkOrder) == before
    monkeypatch.setattr(flow, "file_order", real)
    assert "工单编号：G" in await talk.say("确认提交")
    assert rows(WorkOrder) == before + 1


async def test_nothing_a_citizen_told_stands_in_clear_in_any_table(assistant: Assistant) -> None:
    talk = Talk(assistant)
    await book(talk)
    await talk.say("确认提交")
    assert "预约编号：Y" in talk.words
    await complain(talk)
    words = await talk.say("确认提交")
    order = words.split("工单编号：")[1][:13]
    for line in (f"受理 {order}", f"反馈 {order} 已上门劝导", f"办结 {order}"):
        act(line)
    for said in ("我要评价", "解决了", "满意", "跳过", f"{NAME}谢谢你们，我电话{MOBILE}"):
        await talk.say(said)
    before = rows(Rating)
    await talk.say("确认提交")
    assert rows(Rating) == before + 1
    stored = everything()
    for personal in (NAME, "欧阳", MOBILE, "天天打麻将", "幸福路18号"):
        assert personal not in stored, personal


async def test_what_is_over_keeps_no_answers(assistant: Assistant) -> None:
    talk = Talk(assistant)
    await talk.say("我要投诉")
    await talk.say(TOLD)
    await talk.say("不投诉了")
    with reading() as connection:
        last = connection.execute(select(Task.state, Task.answers).order_by(Task.id.desc())).first()  # type: ignore[attr-defined]
    assert last is not None and tuple(last) == ("left", None)


async def test_the_tracker_carries_the_number_alone(assistant: Assistant) -> None:
    talk = Talk(assistant)
    await book(talk, "13877776662")
    assert set(talk.state()["slots"]) >= {"task_id"}
    for personal in (NAME, "13877776662"):
        assert personal not in talk.kept()
