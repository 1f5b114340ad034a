"""留言: left where nobody is there, read and answered by staff later, answered where the citizen was last seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Handover, HandoverLine
from bot.services.audit.record import record as audit
from bot.services.content import CITY_ZONE
from bot.services.handover import hours, lines, record, words
from bot.services.handover.errors import DeskError
from bot.services.handover.lines import Line
from bot.services.handover.said import tidy
from bot.services.handover.states import State
from bot.services.handover.tell import Ways, tell
from bot.services.notices import events


def begin(session: Session, handover_id: int, now: datetime) -> bool:
    """The next thing the citizen says is the message. False where none can be left here."""
    return record.move(
        session,
        handover_id,
        [State.MISSED],
        State.WRITING,
        actor=record.CITIZEN,
        action="write",
        now=now,
        touched_at=now,
        ended_at=None,
    )


def leave(
    session: Session, handover_id: int, text: str, now: datetime, message_id: str | None = None
) -> tuple[Line, str] | None:
    """(the message, what the citizen is told); None when none was expected any more."""
    line = lines.add(
        session,
        handover_id,
        "citizen",
        text,
        now,
        only_in=[State.WRITING],
        message_id=message_id,
        touches=True,
    )
    if line is None:
        return None
    record.move(
        session, handover_id, [State.WRITING], State.LEFT, actor=record.CITIZEN, action="leave", now=now
    )
    return line, words.LEFT.format(hours=hours.words(session))


def cancel(session: Session, handover_id: int, now: datetime) -> bool:
    return record.move(
        session, handover_id, [State.WRITING], State.MISSED, actor=record.CITIZEN, action="cancel", now=now
    )


def answer(
    session: Session, ways: Ways, handover_id: int, actor: str, agent_no: int, text: str, now: datetime
) -> None:
    """Once; the second who tries is told. Raises DeskError."""
    text = tidy(text)
    answered = record.move(
        session,
        handover_id,
        [State.LEFT],
        State.ANSWERED,
        actor=actor,
        action="answer",
        now=now,
        agent=actor,
        agent_no=agent_no,
    )
    row = record.get(session, handover_id)
    if not answered:
        if row is None:
            raise DeskError("没有这条留言，可能已经超过保存期限。")
        who = (row.agent or "同事").removeprefix("staff:")
        raise DeskError(f"这条留言已由 {who} 回复，您写的没有发出。")
    audit(session, actor, "desk.answer", f"handover:{handover_id}", at=now)
    asked_at = _asked_at(session, handover_id).astimezone(CITY_ZONE)
    said = words.answered(agent_no, f"{asked_at.month}月{asked_at.day}日", text)
    line = lines.add(
        session,
        handover_id,
        "agent",
        said,
        now,
        author=actor,
        data={"type": "notice", "data": {"state": "留言已回复"}},
    )
    assert line is not None
    tell(session, ways, events.last_conversation(session, row.session_id), line, now)


def reveal(session: Session, handover_id: int, actor: str, now: datetime) -> None:
    """This agent reads the message unmasked; who looked stands in the audit log. Raises DeskError."""
    row = record.get(session, handover_id)
    if row is None or row.state not in (State.LEFT.value, State.ANSWERED.value):
        raise DeskError("没有这条留言，可能已经超过保存期限。")
    row.revealed_to = actor
    audit(session, actor, "desk.reveal", f"handover:{handover_id}", at=now)


def _asked_at(session: Session, handover_id: int) -> datetime:
    found: datetime = session.scalar(
        select(HandoverLine.created_at)
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(Handover.id == handover_id, HandoverLine.who == "citizen")
        .order_by(HandoverLine.sequence)
        .limit(1)
    )
    return found
