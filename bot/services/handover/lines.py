"""What is said while a person is asked for: numbered, once a message id, each with its place in order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Handover, HandoverLine
from bot.services.handover.states import State

Choice = dict[str, str]  # title, payload
SHOWN = ("citizen", "agent", "house")  # to the citizen; a note is for agents


@dataclass(frozen=True)
class Line:
    id: int
    sequence: int
    at: datetime
    who: str  # citizen, agent, house, note
    author: str
    text: str
    data: dict[str, Any]

    @property
    def message(self) -> dict[str, Any]:
        """Channel-neutral; payloads as they are kept."""
        said: dict[str, Any] = {"id": f"h{self.id}", "type": "text", "text": self.text}
        return said | {key: value for key, value in self.data.items() if key in ("type", "choices", "data")}


def add(
    session: Session,
    handover_id: int,
    who: str,
    text: str,
    now: datetime,
    *,
    only_in: Collection[State] = tuple(State),
    author: str = "",
    data: dict[str, Any] | None = None,
    message_id: str | None = None,
    reply_to: int | None = None,
    touches: bool = False,
) -> Line | None:
    """None when the chat is in none of `only_in` any more. `touches`: it counts as talk, not as the house's words."""
    values: dict[str, Any] = {"lines": col(Handover.lines) + 1}
    if touches:
        values["touched_at"] = now
    if who == "citizen":
        values |= {"typing": None, "typing_at": None}
    numbered = session.execute(
        update(Handover)
        .where(Handover.id == handover_id, col(Handover.state).in_([each.value for each in only_in]))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if not numbered.rowcount:
        return None
    row = HandoverLine(
        handover_id=handover_id,
        sequence=session.scalar(select(Handover.lines).where(Handover.id == handover_id)),
        created_at=now,
        who=who,
        author=author,
        text=text,
        data=data or {},
        message_id=message_id,
        reply_to=reply_to,
    )
    session.add(row)
    session.flush()
    return _line(row)


def repeated(session: Session, conversation_id: str, message_id: str) -> list[Line] | None:
    """What was answered to this very message of a citizen; None when it is new."""
    said = session.scalar(
        _of_conversation(select(HandoverLine.id), conversation_id)
        .where(HandoverLine.message_id == message_id, HandoverLine.who == "citizen")
        .limit(1)
    )
    if said is None:
        return None
    rows = session.scalars(
        select(HandoverLine).where(HandoverLine.reply_to == said).order_by(HandoverLine.sequence)
    )
    return [_line(row) for row in rows]


def is_said(session: Session, handover_id: int, message_id: str) -> bool:
    return (
        session.scalar(
            select(HandoverLine.id).where(
                HandoverLine.handover_id == handover_id, HandoverLine.message_id == message_id
            )
        )
        is not None
    )


def offered(session: Session, conversation_id: str, line_id: int, number: int) -> Choice | None:
    """The choice that a line of this conversation offers at that place."""
    row = session.scalars(
        _of_conversation(select(HandoverLine), conversation_id).where(HandoverLine.id == line_id)
    ).first()
    choices: Sequence[Choice] = (row.data if row is not None else {}).get("choices", [])
    return choices[number] if number < len(choices) else None


def latest_offer(session: Session, handover_id: int, who: str) -> list[Choice]:
    """The choices of the newest line of an agent or of the house, if it offers any."""
    row = session.scalars(
        select(HandoverLine)
        .where(HandoverLine.handover_id == handover_id, HandoverLine.who == who)
        .order_by(col(HandoverLine.sequence).desc())
        .limit(1)
    ).first()
    return list(row.data.get("choices", [])) if row is not None else []


def after(session: Session, handover_id: int, sequence: int) -> list[Line]:
    rows = session.scalars(
        select(HandoverLine)
        .where(HandoverLine.handover_id == handover_id, HandoverLine.sequence > sequence)
        .order_by(HandoverLine.sequence)
    )
    return [_line(row) for row in rows]


def of_conversation(session: Session, conversation_id: str, limit: int = 400) -> list[Line]:
    """All that the citizen said and was told, oldest first."""
    rows = session.scalars(
        _of_conversation(select(HandoverLine), conversation_id)
        .where(col(HandoverLine.who).in_(SHOWN))
        .order_by(col(HandoverLine.id).desc())
        .limit(limit)
    ).all()
    return [_line(row) for row in rows[::-1]]


def _of_conversation(query: Any, conversation_id: str) -> Any:
    return query.join(Handover, Handover.id == HandoverLine.handover_id).where(
        Handover.session_id == conversation_id
    )


def _line(row: Any) -> Line:
    return Line(row.id, row.sequence, row.created_at, row.who, row.author, row.text, row.data)
