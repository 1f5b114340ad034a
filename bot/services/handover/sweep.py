"""What ends by itself: hours that are over, agents who are gone, chats that nobody talks in. Each told in words, once.

Several replicas may sweep at once: a change compares the state it found, and only one of them succeeds.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import DeskDuty, Handover
from bot.services.handover import asking, canned, duty, hours, record, words
from bot.services.handover.states import State
from bot.services.handover.tell import Ways, say

HELD_IDLE = timedelta(minutes=30)
WRITING_IDLE = timedelta(minutes=30)
GONE_AFTER = timedelta(minutes=5)  # the agent's page is closed that long

Transaction = Callable[[], AbstractContextManager[Session]]
_TOLD_AT = (1, 3)  # places in the queue; an app counts what is sent
_OPEN = [each.value for each in State if each.is_open]


def is_any_open(session: Session) -> bool:
    return session.scalar(select(Handover.id).where(col(Handover.state).in_(_OPEN)).limit(1)) is not None


def sweep(transaction: Transaction, ways: Ways, now: datetime) -> int:
    """One round; how many chats it moved. One transaction each: a failing push leaves the others alone."""
    with transaction() as session:
        if hours.is_open(session, now):  # who came early is on time now, and goes home with the others
            session.execute(
                update(DeskDuty)
                .where(DeskDuty.is_overtime, DeskDuty.since < now - duty.SEEN_FOR)
                .values(is_overtime=False)
                .execution_options(synchronize_session=False)
            )
        ids = session.scalars(
            select(Handover.id).where(col(Handover.state).in_(_OPEN)).order_by(Handover.id)
        ).all()
    moved = 0
    for handover_id in ids:
        with transaction() as session:
            row = record.get(session, handover_id)
            moved += row is not None and _look(session, ways, row, now)
    return moved


def _look(session: Session, ways: Ways, row: Any, now: datetime) -> bool:
    state, quiet = State(row.state), now - row.touched_at
    if state is State.WAITING:
        why = duty.why_not(session, row.group_code, now)
        if why:
            return _give_up(session, ways, row, why, now)
        _tell_position(session, ways, row, now)
        return False
    if state is State.HELD and quiet >= HELD_IDLE:
        return _tell(session, ways, row, State.RETURNED, "idle", words.IDLE, now, reason="idle")
    if state is State.HELD and _is_gone(session, row, now):
        return _tell(session, ways, row, State.WAITING, "requeue", words.REQUEUED, now, agent=None)
    if state is State.WRITING and quiet >= WRITING_IDLE:
        return record.move(
            session, row.id, [state], State.MISSED, actor=record.SYSTEM, action="idle", now=now
        )
    return False


def _tell_position(session: Session, ways: Ways, row: Any, now: datetime) -> None:
    """Nearly there, once each: told by whoever changes what was told last."""
    place = asking.position(session, row)
    if place not in _TOLD_AT or not place < row.told_position:
        return
    told = session.execute(
        update(Handover)
        .where(
            Handover.id == row.id,
            Handover.state == State.WAITING.value,
            Handover.told_position == row.told_position,
        )
        .values(told_position=place)
        .execution_options(synchronize_session=False)
    )
    if told.rowcount:
        data = {"type": "handover", "data": words.state_data(State.WAITING, place)}
        say(session, ways, row, words.still_waiting(place), now, data=data)


def _give_up(session: Session, ways: Ways, row: Any, why: str, now: datetime) -> bool:
    said = words.hours_ended(why, hours.words(session), canned.absent(session))
    choices = [{"title": words.LEAVE, "payload": "/desk_leave"}]
    return _tell(session, ways, row, State.MISSED, "give_up", said, now, choices=choices, reason=why)


def _tell(
    session: Session,
    ways: Ways,
    row: Any,
    state: State,
    action: str,
    text: str,
    now: datetime,
    choices: list[dict[str, str]] | None = None,
    **values: Any,
) -> bool:
    before = [State(row.state)]
    # As it was when it was looked at: a word said meanwhile keeps the chat.
    moved = record.move(
        session,
        row.id,
        before,
        state,
        actor=record.SYSTEM,
        action=action,
        now=now,
        held_by=row.agent,
        quiet_since=row.touched_at,
        **values,
    )
    if moved:
        data: dict[str, Any] = {"type": "handover", "data": words.state_data(state)}
        say(
            session,
            ways,
            record.get(session, row.id),
            text,
            now,
            data=data | ({"choices": choices} if choices else {}),
        )
    return moved


def _is_gone(session: Session, row: Any, now: datetime) -> bool:
    duty_row = session.get(DeskDuty, row.agent, populate_existing=True)
    seen_at = duty_row.seen_at if duty_row is not None else row.held_at
    return bool(now - seen_at >= GONE_AFTER)
