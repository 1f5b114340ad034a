"""What a citizen sees again after a reload: turns with the assistant, and what was said to and by a person, in order."""

from __future__ import annotations

from typing import Any, cast

from bot.assistant import conversations
from bot.assistant.messages import Message, outward
from bot.db.session import read_session
from bot.services.handover import lines
from bot.services.handover.lines import Line


def history(conversation_id: str) -> list[dict[str, Any]]:
    """`{"from": "user", "text", "at"}` and `{"from": "bot", **message}`."""
    turns: list[tuple[str, list[dict[str, Any]]]] = [("", [])]
    for row in conversations.history(conversation_id):
        if row["from"] == "user":
            turns.append((row["at"], [row]))
        else:
            shown: Any = outward([cast(Message, row)])[0]
            turns[-1][1].append(shown)
    with read_session() as session:
        said = lines.of_conversation(session, conversation_id)
    if not said:
        return [row for _, rows in turns for row in rows]
    turns += [(line.at.isoformat(), [_shown(line)]) for line in said]
    return [row for _, rows in sorted(turns, key=lambda turn: turn[0]) for row in rows]


def _shown(line: Line) -> dict[str, Any]:
    if line.who == "citizen":
        return {"from": "user", "text": line.text, "at": line.at.isoformat()}
    return {"from": "bot", **outward([cast(Message, line.message)])[0]}
