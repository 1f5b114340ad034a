"""Reading and appending conversations: the only code that touches `conversation` and `turn` while citizens talk.

SQLAlchemy Core, not the ORM: this runs for every message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.assistant.messages import Choice, Message, takes_numbers
from bot.db.base import utc_now
from bot.db.models.conversation import Conversation, Turn
from bot.db.models.handover import Handover
from bot.db.session import get_engine, reading
from bot.services.insight import facts

_CONVERSATION = Conversation.__table__
_TURN = Turn.__table__
_HANDOVER = Handover.__table__
_AT_ONCE = 500  # deleted with all their turns: nobody's message waits for that


class TurnConflict(Exception):
    """Another writer saved a turn of this conversation first."""


@dataclass(frozen=True)
class Loaded:
    """A conversation as the next turn finds it."""

    conversation_id: str
    channel: str
    expires_at: datetime
    turns: int
    state: dict[str, Any]  # slots and open form after the last turn
    choices: list[Choice]  # of the last message that offered any: a typed title means these
    repeated: list[Message] | None  # the first reply to this very message
    by_number: bool = True  # a typed number means these choices; not where a number is asked for
    handover: int | None = None  # the last time a person was asked for, over or not
    token_last: int = 0
    token_from: int = 0


@dataclass(frozen=True)
class NewTurn:
    conversation_id: str
    seq: int
    message_id: str | None
    user_text: str
    replies: list[Message]
    events: list[dict[str, Any]]
    state: dict[str, Any]
    intent: str | None = None
    confidence: float | None = None
    item_code: str | None = None
    outcome: str | None = None
    understood: bool = field(default=True)
    fact: dict[str, Any] | None = None  # what is counted of it


_CREATE = insert(_CONVERSATION)


def create(
    conversation_id: str,
    channel: str,
    greeting: list[Message],
    hours: int,
    state: dict[str, Any] | None = None,
) -> None:
    now = utc_now()
    row = {
        "id": conversation_id,
        "channel": channel,
        "created_at": now,
        "last_seen_at": now,
        "expires_at": now + timedelta(hours=hours),
        "turns": 0,
        "state": state or {},
        "greeting": greeting,
    }
    with get_engine().begin() as connection:
        connection.execute(_CREATE, row)


_KEPT = ("channel", "expires_at", "turns", "state", "token_last", "token_from")
_LOAD = (
    select(
        *(_CONVERSATION.c[name] for name in _KEPT),
        select(func.max(_HANDOVER.c.id))
        .where(_HANDOVER.c.session_id == _CONVERSATION.c.id)
        .scalar_subquery()
        .label("handover"),
        case((_CONVERSATION.c.turns == 0, _CONVERSATION.c.greeting), else_=_TURN.c.replies).label("said"),
    )
    .outerjoin(
        _TURN, and_(_TURN.c.conversation_id == _CONVERSATION.c.id, _TURN.c.seq == _CONVERSATION.c.turns)
    )
    .where(_CONVERSATION.c.id == bindparam("conversation"))
)
_REPEATED = select(_TURN.c.replies).where(
    _TURN.c.conversation_id == bindparam("conversation"), _TURN.c.message_id == bindparam("message")
)


def load(conversation_id: str, message_id: str | None = None) -> Loaded | None:
    """None for a conversation that does not exist."""
    with reading() as connection:
        row = connection.execute(_LOAD, {"conversation": conversation_id}).first()
        if row is None:
            return None
        repeated = None
        if message_id is not None:
            repeated = connection.execute(
                _REPEATED, {"conversation": conversation_id, "message": message_id}
            ).scalar_one_or_none()
    offering = next((m for m in reversed(row.said or []) if m.get("choices")), Message())
    return Loaded(
        conversation_id,
        row.channel,
        row.expires_at,
        row.turns,
        row.state or {},
        choices=offering.get("choices", []),
        repeated=repeated,
        by_number=takes_numbers(offering),
        handover=row.handover,
        token_last=row.token_last,
        token_from=row.token_from,
    )


_APPEND = insert(_TURN)
_ADVANCE = (
    update(_CONVERSATION)
    .where(_CONVERSATION.c.id == bindparam("conversation"))
    .values(turns=bindparam("new_turns"), last_seen_at=bindparam("now"), state=bindparam("new_state"))
)


def append(new: NewTurn) -> None:
    """Save a whole turn at once. Raises TurnConflict when its number or its message id is taken."""
    now = utc_now()
    row = {name: value for name, value in vars(new).items() if name not in ("state", "fact")}
    try:
        with get_engine().begin() as connection:
            connection.execute(_APPEND, {**row, "created_at": now})
            connection.execute(
                _ADVANCE,
                {
                    "conversation": new.conversation_id,
                    "new_turns": new.seq,
                    "now": now,
                    "new_state": new.state,
                },
            )
            if new.fact is not None:
                facts.write(connection, new.fact, new.conversation_id, new.seq)
    except IntegrityError as error:
        raise TurnConflict(new.conversation_id) from error


def offered(conversation_id: str, seq: int, message: int, choice: int) -> Choice | None:
    """The choice that turn `seq` (0: the greeting) offered at that place, or None."""
    with reading() as connection:
        if seq == 0:
            query = select(_CONVERSATION.c.greeting).where(_CONVERSATION.c.id == conversation_id)
        else:
            query = select(_TURN.c.replies).where(
                _TURN.c.conversation_id == conversation_id, _TURN.c.seq == seq
            )
        replies: list[Message] | None = connection.execute(query).scalar_one_or_none()
    try:
        return replies[message]["choices"][choice] if replies else None
    except (IndexError, KeyError):
        return None


def regreet(conversation_id: str, greeting: list[Message], state: dict[str, Any]) -> None:
    """Another greeting, as long as nothing was said."""
    with get_engine().begin() as connection:
        connection.execute(
            update(_CONVERSATION)
            .where(_CONVERSATION.c.id == conversation_id, _CONVERSATION.c.turns == 0)
            .values(greeting=greeting, state=state)
        )


def open_question(conversation_id: str) -> dict[str, Any]:
    """`data` of the field that the last turn asks for; empty when it asks for none."""
    with reading() as connection:
        said = connection.execute(_LOAD, {"conversation": conversation_id}).first()
    replies: list[Message] = (said.said if said is not None else None) or []
    return next((m["data"] for m in reversed(replies) if m["type"] == "form_field"), {})


def prolong(conversation_id: str, until: datetime) -> None:
    """The conversation goes on to `until` at least; written once a day, not with every message."""
    with get_engine().begin() as connection:
        connection.execute(
            update(_CONVERSATION)
            .where(
                _CONVERSATION.c.id == conversation_id, _CONVERSATION.c.expires_at < until - timedelta(days=1)
            )
            .values(expires_at=until)
        )


def seen(connection: Connection, conversation_id: str, now: datetime) -> None:
    """Its citizen said something that is no turn."""
    connection.execute(
        update(_CONVERSATION).where(_CONVERSATION.c.id == conversation_id).values(last_seen_at=now)
    )


def all_ids() -> list[str]:
    with reading() as connection:
        return list(connection.execute(select(_CONVERSATION.c.id)).scalars())


def delete_expired(before: datetime) -> int:
    """Delete a batch of conversations that expired before `before`; how many, call again while it is any."""
    query = (
        select(_CONVERSATION.c.id)
        .where(_CONVERSATION.c.expires_at < before)
        .order_by(_CONVERSATION.c.expires_at)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)  # what another replica deletes is left to it
    )
    with get_engine().begin() as connection:
        old = connection.execute(query).scalars().all()
        if old:
            connection.execute(delete(_CONVERSATION).where(_CONVERSATION.c.id.in_(old)))
    return len(old)
