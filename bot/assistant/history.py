"""What a citizen sees again after a reload: turns with the assistant, and what was said to and by a person, in order."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import select

from bot.assistant.messages import Message, outward
from bot.db.models.conversation import Conversation, Turn
from bot.db.session import read_session, reading
from bot.services.handover import lines
from bot.services.handover.lines import Line

_CONVERSATION, _TURN = Conversation.__table__, Turn.__table__


def history(conversation_id: str) -> list[dict[str, Any]]:
    """`{"from": "user", "text", "at"}` and `{"from": "bot", **message}`."""
    turns: list[tuple[str, list[dict[str, Any]]]] = [("", [])]
    for row in turns_of(conversation_id):
        if row["from"] == "user":
            turns.append((row["at"], [row]))
        else:
            shown: Any = outward([cast(Message, row)])[0]
            turns[-1][1].append(shown)
    with read_session() as session:
        at_desk = lines.of_conversation(session, conversation_id)
    if not at_desk:
        return [row for _, rows in turns for row in rows]
    turns += [(line.at.isoformat(), [_shown(line)]) for line in at_desk]
    return [row for _, rows in sorted(turns, key=lambda turn: turn[0]) for row in rows]


def turns_of(conversation_id: str, limit: int = 200) -> list[dict[str, Any]]:
    """Greeting and the last `limit` turns: `{"from": "user", "text"}` and `{"from": "bot", **message}`, in order;
    an answer that was judged carries `useful`."""
    with reading() as connection:
        greeting = connection.execute(
            select(_CONVERSATION.c.greeting).where(_CONVERSATION.c.id == conversation_id)
        ).scalar_one_or_none()
        turns = connection.execute(
            select(_TURN.c.seq, _TURN.c.user_text, _TURN.c.replies, _TURN.c.created_at, _TURN.c.useful)
            .where(_TURN.c.conversation_id == conversation_id)
            .order_by(_TURN.c.seq.desc())
            .limit(limit)
        ).all()[::-1]
    rows = [{"from": "bot", **message} for message in greeting or []]
    for row in turns:
        rows.append({"from": "user", "text": row.user_text, "at": row.created_at.isoformat()})
        judged = {} if row.useful is None else {"useful": row.useful}
        rows += [
            {"from": "bot", **message, **(judged if message.get("source") else {})} for message in row.replies
        ]
    return rows


def _shown(line: Line) -> dict[str, Any]:
    if line.who == "citizen":
        return {"from": "user", "text": line.text, "at": line.at.isoformat()}
    return {"from": "bot", **outward([cast(Message, line.message)])[0]}
