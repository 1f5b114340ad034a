"""Reading and appending conversations: the only code that touches `conversation` and `turn` while citizens talk.

SQLAlchemy Core, not the ORM: this runs for every message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.assistant.messages import Choice, Message
from bot.db.base import utc_now
from bot.db.models.conversation import Conversation, Turn
from bot.db.session import read_session, write_session

_CONVERSATION = Conversation.__table__
_TURN = Turn.__table__


class TurnConflict(Exception):
    """Another writer saved a turn of this conversation first."""


@dataclass(frozen=True)
class Loaded:
    """A conversation as the next turn finds it."""

    conversation_id: str
    channel: str
    expires_at: datetime
    turns: int
    checkpoints: list[dict[str, Any]]
    checkpoint: dict[str, Any] | None  # the older one: its state
    tail: list[list[dict[str, Any]]]  # events of each turn after it
    choices: list[Choice]  # offered by the last reply
    repeated: list[Message] | None  # the first reply to this very message


@dataclass(frozen=True)
class NewTurn:
    conversation_id: str
    seq: int
    message_id: str | None
    user_text: str
    replies: list[Message]
    events: list[dict[str, Any]]
    checkpoints: list[dict[str, Any]]
    intent: str | None = None
    confidence: float | None = None
    item_code: str | None = None
    outcome: str | None = None
    understood: bool = field(default=True)


def create(conversation_id: str, channel: str, greeting: list[Message], hours: int) -> None:
    now = utc_now()
    with write_session() as session:
        session.execute(
            insert(_CONVERSATION).values(
                id=conversation_id,
                channel=channel,
                created_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(hours=hours),
                turns=0,
                checkpoints=[],
                greeting=greeting,
            )
        )


def load(conversation_id: str, message_id: str | None = None) -> Loaded | None:
    """None for a conversation that does not exist."""
    with read_session() as session:
        row = session.execute(select(_CONVERSATION).where(_CONVERSATION.c.id == conversation_id)).first()
        if row is None:
            return None
        checkpoints = row.checkpoints or []
        oldest = checkpoints[0] if len(checkpoints) > 1 else None
        after = oldest["seq"] if oldest else 0
        turns = session.execute(
            select(_TURN.c.seq, _TURN.c.message_id, _TURN.c.events, _TURN.c.replies)
            .where(_TURN.c.conversation_id == conversation_id, _TURN.c.seq > after)
            .order_by(_TURN.c.seq)
        ).all()
        repeated = None
        if message_id is not None:
            repeated = next((t.replies for t in turns if t.message_id == message_id), None)
            if repeated is None and after:
                repeated = session.execute(
                    select(_TURN.c.replies).where(
                        _TURN.c.conversation_id == conversation_id, _TURN.c.message_id == message_id
                    )
                ).scalar_one_or_none()
    last = turns[-1].replies if turns else row.greeting
    return Loaded(
        conversation_id=conversation_id,
        channel=row.channel,
        expires_at=row.expires_at,
        turns=row.turns,
        checkpoints=checkpoints,
        checkpoint=oldest["state"] if oldest else None,
        tail=[t.events for t in turns],
        choices=[choice for message in last or [] for choice in message.get("choices", [])],
        repeated=repeated,
    )


def append(new: NewTurn) -> None:
    """Save a whole turn at once. Raises TurnConflict when its number or its message id is taken."""
    now = utc_now()
    try:
        with write_session() as session:
            session.execute(
                insert(_TURN).values(
                    conversation_id=new.conversation_id,
                    seq=new.seq,
                    message_id=new.message_id,
                    user_text=new.user_text,
                    replies=new.replies,
                    events=new.events,
                    intent=new.intent,
                    confidence=new.confidence,
                    item_code=new.item_code,
                    outcome=new.outcome,
                    understood=new.understood,
                    created_at=now,
                )
            )
            session.execute(
                update(_CONVERSATION)
                .where(_CONVERSATION.c.id == new.conversation_id)
                .values(turns=new.seq, last_seen_at=now, checkpoints=new.checkpoints)
            )
    except IntegrityError as error:
        raise TurnConflict(new.conversation_id) from error


def offered(conversation_id: str, seq: int, message: int, choice: int) -> Choice | None:
    """The choice that turn `seq` (0: the greeting) offered at that place, or None."""
    with read_session() as session:
        if seq == 0:
            query = select(_CONVERSATION.c.greeting).where(_CONVERSATION.c.id == conversation_id)
        else:
            query = select(_TURN.c.replies).where(_TURN.c.conversation_id == conversation_id, _TURN.c.seq == seq)
        replies: list[Message] | None = session.execute(query).scalar_one_or_none()
    try:
        return replies[message]["choices"][choice] if replies else None
    except (IndexError, KeyError):
        return None


def history(conversation_id: str, limit: int = 200) -> list[dict[str, Any]]:
    """Greeting and the last `limit` turns: `{"from": "user", "text"}` and `{"from": "bot", **message}`, in order."""
    with read_session() as session:
        greeting = session.execute(
            select(_CONVERSATION.c.greeting).where(_CONVERSATION.c.id == conversation_id)
        ).scalar_one_or_none()
        turns = session.execute(
            select(_TURN.c.seq, _TURN.c.user_text, _TURN.c.replies, _TURN.c.created_at)
            .where(_TURN.c.conversation_id == conversation_id)
            .order_by(_TURN.c.seq.desc())
            .limit(limit)
        ).all()[::-1]
    said = [{"from": "bot", **message} for message in greeting or []]
    for row in turns:
        said.append({"from": "user", "text": row.user_text, "at": row.created_at.isoformat()})
        said += [{"from": "bot", **message} for message in row.replies]
    return said


def all_ids() -> list[str]:
    with read_session() as session:
        return list(session.execute(select(_CONVERSATION.c.id)).scalars())


def delete_expired(before: datetime) -> int:
    """Delete conversations that expired before `before`; returns how many."""
    with write_session() as session:
        return int(session.execute(delete(_CONVERSATION).where(_CONVERSATION.c.expires_at < before)).rowcount)
