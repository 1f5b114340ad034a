"""What a conversation is pushed, in order: `sequence` is what a client resumes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import ChatEvent, CitizenChannel, Conversation

_TRIES = 20


@dataclass(frozen=True)
class Pushed:
    sequence: int
    message: dict[str, Any]


def push(
    session: Session,
    conversation_id: str,
    message: dict[str, Any],
    now: datetime,
    outbox_id: int | None = None,
    *,
    sealed: bool = False,
) -> Pushed | None:
    """Appends it; None when this outbox row is there already. The message gets its id here, unless it has one.
    `sealed`: its text is a person's and lies encrypted.

    Two writers of one conversation meet at the unique sequence and one comes after the other: nobody who has
    read up to a sequence misses a smaller one that is committed later.
    """
    if outbox_id is not None and session.scalar(select(ChatEvent.id).where(ChatEvent.outbox_id == outbox_id)):
        return None
    last = select(func.max(ChatEvent.sequence)).where(ChatEvent.session_id == conversation_id)
    for _ in range(_TRIES):
        sequence = int(session.scalar(last) or 0) + 1
        named = {"id": f"n{sequence}", **message}
        kept = {**named, "text": ""} if sealed else named
        try:
            with session.begin_nested():
                session.add(
                    ChatEvent(
                        session_id=conversation_id,
                        sequence=sequence,
                        outbox_id=outbox_id,
                        message=kept,
                        words=named["text"] if sealed else None,
                        created_at=now,
                    )
                )
        except IntegrityError:
            if outbox_id is not None and session.scalar(
                select(ChatEvent.id).where(ChatEvent.outbox_id == outbox_id)
            ):
                return None
            continue
        return Pushed(sequence, named)
    raise RuntimeError("no free place in the conversation")


def after(session: Session, conversation_id: str, sequence: int, limit: int = 100) -> list[Pushed]:
    rows = session.execute(
        select(ChatEvent.sequence, ChatEvent.message, ChatEvent.words)
        .where(ChatEvent.session_id == conversation_id, ChatEvent.sequence > sequence)
        .order_by(ChatEvent.sequence)
        .limit(limit)
    )
    return [
        Pushed(number, message if words is None else {**message, "text": words})
        for number, message, words in rows
    ]


def newer_than(session: Session, event_id: int) -> tuple[int, set[str]]:
    """(the newest row's id, conversations that were pushed something since `event_id`)."""
    rows = session.execute(select(ChatEvent.id, ChatEvent.session_id).where(ChatEvent.id > event_id)).all()
    return max([event_id, *(row.id for row in rows)]), {row.session_id for row in rows}


def newest(session: Session) -> int:
    return int(session.scalar(select(func.max(ChatEvent.id))) or 0)


def last_conversation(session: Session, conversation_id: str) -> str:
    """Where its citizen was last seen, over all channels linked to them; else the conversation itself."""
    citizen = (
        select(CitizenChannel.citizen_id)
        .where(CitizenChannel.session_id == conversation_id, col(CitizenChannel.citizen_id).is_not(None))
        .scalar_subquery()
    )
    latest = session.scalar(
        select(Conversation.id)
        .join(CitizenChannel, CitizenChannel.session_id == Conversation.id)
        .where(CitizenChannel.citizen_id == citizen)
        .order_by(col(Conversation.last_seen_at).desc())
        .limit(1)
    )
    return str(latest or conversation_id)
