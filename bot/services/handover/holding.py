"""接待: claimed by one agent, talked in, passed on, handed back. Two agents never hold one chat."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.services.audit.record import record as audit
from bot.services.handover import duty, lines, record, words
from bot.services.handover.errors import DeskError
from bot.services.handover.said import tidy
from bot.services.handover.states import State
from bot.services.handover.tell import Ways, say
from bot.services.staff.errors import NotAllowed


def find(session: Session, handover_id: int, departments: Collection[str]) -> Any:
    """The row, for an agent of these departments. Raises DeskError and NotAllowed."""
    row = record.get(session, handover_id)
    if row is None:
        raise DeskError("没有这个会话，可能已经超过保存期限。")
    if departments and row.group_code and row.group_code not in departments:
        raise NotAllowed("这个会话转给了别的部门，您的账号不能接待。")
    return row


def claim(
    session: Session,
    ways: Ways,
    handover_id: int,
    actor: str,
    agent_no: int,
    departments: Collection[str],
    now: datetime,
) -> None:
    """Raises DeskError with clear words for whoever comes second."""
    find(session, handover_id, departments)
    taken = record.move(
        session,
        handover_id,
        [State.WAITING],
        State.HELD,
        actor=actor,
        action="claim",
        now=now,
        agent=actor,
        agent_no=agent_no,
        held_at=now,
        touched_at=now,
        reason="",
    )
    row = record.get(session, handover_id)
    if not taken:
        raise DeskError(_why_not(row, actor))
    audit(session, actor, "desk.claim", _subject(handover_id), at=now)
    say(session, ways, row, words.connected(agent_no), now, data=_banner(State.HELD))


def speak(
    session: Session,
    ways: Ways,
    handover_id: int,
    actor: str,
    text: str,
    now: datetime,
    key: str | None = None,
) -> None:
    """To the citizen, on their channel; a form that is sent again (`key`) is said once. Raises DeskError."""
    text = tidy(text)
    if key and lines.is_said(session, handover_id, key):
        return
    row = _held(session, handover_id, actor)
    line = say(
        session,
        ways,
        row,
        words.signed(row.agent_no, text),
        now,
        who="agent",
        author=actor,
        only_in=[State.HELD],
        message_id=key,
        touches=True,
        data={"data": {"agent": row.agent_no}},
    )
    if line is None:
        raise DeskError(_why_not(record.get(session, handover_id), actor))


def note(session: Session, handover_id: int, actor: str, text: str, now: datetime) -> None:
    """For colleagues; no citizen sees it. Raises DeskError."""
    _held(session, handover_id, actor)
    lines.add(session, handover_id, "note", tidy(text), now, author=actor)


def offer_service(
    session: Session, ways: Ways, handover_id: int, actor: str, item_code: str, item_name: str, now: datetime
) -> None:
    """A button that opens the form of an item; pressing it gives the talk back to the assistant. Raises DeskError."""
    row = _held(session, handover_id, actor)
    title = f"开始办理{item_name}"
    payload = "/start_application" + json.dumps({"service_item": item_code}, ensure_ascii=False)
    text = f"可以在这里直接办理“{item_name}”。点“{title}”就开始填写（也可以回复这几个字），由智能助手一步步带您填。"
    say(
        session,
        ways,
        row,
        words.signed(row.agent_no, text),
        now,
        who="agent",
        author=actor,
        touches=True,
        data={"choices": [{"title": title, "payload": payload}], "data": {"agent": row.agent_no}},
    )
    record.event(session, handover_id, actor, "offer", State.HELD, now, item_code)
    audit(session, actor, "desk.offer", _subject(handover_id), {"item": item_code}, at=now)


def transfer(
    session: Session,
    ways: Ways,
    handover_id: int,
    actor: str,
    group: str,
    group_name: str,
    why: str,
    now: datetime,
) -> None:
    """To another group's queue, with its place in time. Raises DeskError, also where nobody of that group is there."""
    if not any(each.serves(group) and each.actor != actor for each in duty.on_duty(session, now)):
        raise DeskError(f"“{group_name}”现在没有别的坐席在岗，转过去没有人接。可以请市民留言，或登记工单。")
    why = tidy(why, 200, "转接说明")
    lines.add(session, handover_id, "note", why, now, author=actor, only_in=[State.HELD])
    _move(
        session, handover_id, actor, State.WAITING, "transfer", now, group_code=group, agent=None, note=group
    )
    row = record.get(session, handover_id)
    audit(session, actor, "desk.transfer", _subject(handover_id), {"to": group}, at=now)
    said = words.TRANSFERRED.format(group=group_name)
    say(session, ways, row, said, now, data=_banner(State.WAITING))


def hand_back(session: Session, ways: Ways, handover_id: int, actor: str, now: datetime) -> None:
    """转回助手: drafts and forms are where they were. Raises DeskError."""
    _end(session, ways, handover_id, actor, State.RETURNED, "hand_back", words.HANDED_BACK, now)


def close(session: Session, ways: Ways, handover_id: int, actor: str, now: datetime) -> None:
    """Raises DeskError."""
    _end(session, ways, handover_id, actor, State.CLOSED, "close", words.CLOSED, now)


def reveal(session: Session, handover_id: int, actor: str, now: datetime) -> None:
    """This agent sees what is said unmasked from now on; who looked stands in the audit log. Raises DeskError."""
    row = _held(session, handover_id, actor)
    row.revealed_to = actor
    audit(session, actor, "desk.reveal", _subject(handover_id), at=now)


def _end(
    session: Session,
    ways: Ways,
    handover_id: int,
    actor: str,
    state: State,
    action: str,
    text: str,
    now: datetime,
) -> None:
    _move(session, handover_id, actor, state, action, now, reason="agent")
    audit(session, actor, f"desk.{action}", _subject(handover_id), at=now)
    say(session, ways, record.get(session, handover_id), text, now, data=_banner(state))


def _move(
    session: Session, handover_id: int, actor: str, state: State, action: str, now: datetime, **values: Any
) -> None:
    moved = record.move(
        session,
        handover_id,
        [State.HELD],
        state,
        actor=actor,
        action=action,
        now=now,
        held_by=actor,
        **values,
    )
    if not moved:
        raise DeskError(_why_not(record.get(session, handover_id), actor))


def _held(session: Session, handover_id: int, actor: str) -> Any:
    row = record.get(session, handover_id)
    if row is None or row.state != State.HELD.value or row.agent != actor:
        raise DeskError(_why_not(row, actor))
    return row


def _why_not(row: Any, actor: str) -> str:
    if row is None:
        return "没有这个会话，可能已经超过保存期限。"
    state = State(row.state)
    if state is State.HELD:
        if row.agent == actor:
            return "您已经在接待这位市民。"
        who = (row.agent or "").removeprefix("staff:")
        return f"这位市民正由 {who} 接待，您不用再接。"
    if state is State.WAITING:
        return "这位市民还在排队，请先接待。"
    return f"这个会话已经结束（{state.label}）。"


def _banner(state: State) -> dict[str, Any]:
    return {"type": "handover", "data": words.state_data(state)}


def _subject(handover_id: int) -> str:
    return f"handover:{handover_id}"
