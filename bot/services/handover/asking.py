"""转人工 as a citizen asks for it: into the queue when somebody is there, else told when, and how to leave a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Handover
from bot.services.handover import canned, duty, hours, lines, record, transcript, words
from bot.services.handover.states import State

_OPEN = [each.value for each in State if each.is_open]


@dataclass(frozen=True)
class Standing:
    """Where a citizen stands; `position` counts from 1 while waiting, else 0."""

    id: int
    conversation_id: str
    state: State
    position: int
    group: str
    agent: str | None
    agent_no: int | None
    shows_transcript: bool | None  # None: not answered yet
    ended_at: datetime | None


@dataclass(frozen=True)
class Asked:
    """What is said to who asks: `text`, and what it may be answered with."""

    standing: Standing
    text: str
    choices: tuple[tuple[str, str], ...]  # title, deed


def ask(session: Session, conversation_id: str, channel: str, now: datetime) -> Asked:
    """Once: who asks again is told where they stand."""
    row = _open(session, conversation_id)
    if row is not None and State(row.state) is State.WRITING:  # a person after all
        record.move(
            session, row.id, [State.WRITING], State.MISSED, actor=record.CITIZEN, action="cancel", now=now
        )
        row = None
    if row is None:
        row = _begin(session, conversation_id, channel, now)
    here = standing(session, row.id)
    assert here is not None
    row.told_position = here.position
    if here.state is State.MISSED:
        text = words.missed(row.reason, hours.words(session), canned.absent(session))
        return Asked(here, text, ((words.LEAVE, "leave"),))
    if here.state is State.HELD:
        return Asked(here, words.connected(here.agent_no or 0), ())
    choices: tuple[tuple[str, str], ...] = ((words.LEAVE_QUEUE, "end"),)
    text = words.waiting(here.position)
    if here.shows_transcript is None and transcript.has_any(session, conversation_id):
        text = f"{text}\n{words.ASK_CONSENT}"
        choices = ((words.SHOW, "show"), (words.HIDE, "hide"), *choices)
    return Asked(here, text, choices)


def standing(session: Session, handover_id: int) -> Standing | None:
    row = record.get(session, handover_id)
    if row is None:
        return None
    state = State(row.state)
    return Standing(
        row.id,
        row.session_id,
        state,
        position(session, row) if state is State.WAITING else 0,
        row.group_code,
        row.agent,
        row.agent_no,
        row.shows_transcript,
        row.ended_at,
    )


def position(session: Session, row: Any) -> int:
    """1 for who is next in their group."""
    earlier = or_(
        Handover.queued_at < row.queued_at,
        (Handover.queued_at == row.queued_at) & (Handover.id < row.id),
    )
    ahead = session.scalar(
        select(func.count())
        .select_from(Handover)
        .where(Handover.state == State.WAITING.value, Handover.group_code == row.group_code, earlier)
    )
    return int(ahead or 0) + 1


def end(session: Session, handover_id: int, now: datetime) -> str | None:
    """The citizen wants the assistant back: what they are told; None when it was over already."""
    over = (
        (State.WAITING, State.CLOSED, words.CANCELLED),
        (State.HELD, State.RETURNED, words.ENDED_BY_CITIZEN),
    )
    for before, after, said in over:
        if record.move(
            session,
            handover_id,
            [before],
            after,
            actor=record.CITIZEN,
            action="end",
            now=now,
            reason="citizen",
        ):
            return said
    return None


def begin_service(session: Session, handover_id: int, title: str, now: datetime) -> bool:
    """The citizen opens the form an agent sent: the assistant goes on. False when it was over already."""
    return record.move(
        session,
        handover_id,
        [State.WAITING, State.HELD],
        State.RETURNED,
        actor=record.CITIZEN,
        action="service",
        now=now,
        reason="service",
        note=title,
    )


def hear(
    session: Session, handover_id: int, text: str, now: datetime, message_id: str | None = None, **data: Any
) -> lines.Line | None:
    """What the citizen says, for the person; None when no person is asked for any more."""
    return lines.add(
        session,
        handover_id,
        "citizen",
        text,
        now,
        only_in=[State.WAITING, State.HELD],
        message_id=message_id,
        data=data,
        touches=True,
    )


def reply(
    session: Session, handover_id: int, to: lines.Line | None, text: str, now: datetime, **data: Any
) -> Any:
    """The house's own answer to what a citizen has just said."""
    return lines.add(
        session, handover_id, "house", text, now, data=data, reply_to=to.id if to is not None else None
    )


def _open(session: Session, conversation_id: str) -> Any:
    return session.scalars(
        select(Handover)
        .where(Handover.session_id == conversation_id, col(Handover.state).in_(_OPEN))
        .execution_options(populate_existing=True)
    ).first()


def _begin(session: Session, conversation_id: str, channel: str, now: datetime) -> Any:
    why_not = duty.why_not(session, "", now)
    state = State.MISSED if why_not else State.WAITING
    row = Handover(
        session_id=conversation_id,
        channel=channel,
        state=state.value,
        reason=why_not,
        created_at=now,
        queued_at=now,
        touched_at=now,
        ended_at=now if why_not else None,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # asked on two replicas in the same moment
        return _open(session, conversation_id)
    record.event(session, row.id, record.CITIZEN, "ask", state, now, why_not)
    return row
