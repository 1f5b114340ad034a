"""Who holds a conversation: whose token still counts, and who is handed the next.

Proof of identity gives the conversation's next token the number of its turn. Only the message that proved it is
answered with that token, and only its first use ends the older ones: an answer that got lost on the way locks nobody
out, and whoever planted or copied a token before the proof is out as soon as its citizen goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from bot.assistant.conversations import Loaded
from bot.assistant.messages import Message
from bot.db.models.conversation import Conversation
from bot.db.session import get_engine, reading

_CONVERSATION = Conversation.__table__
_NUMBERS = select(_CONVERSATION.c.token_from, _CONVERSATION.c.token_last).where(
    _CONVERSATION.c.id == bindparam("conversation")
)


@dataclass(frozen=True)
class Answer:
    """What is said, and the number of the token to go on with, where there is another."""

    messages: list[Message]
    token_no: int | None = None


def takes(loaded: Loaded, number: int) -> bool:
    """Whether a token of this number opens the conversation; the first use of a newer one ends those before it."""
    return _counts(loaded.conversation_id, number, loaded.token_from, loaded.token_last)


def holds(conversation_id: str, number: int) -> bool:
    """`takes` for who has not loaded it. A conversation that is gone is for others to refuse."""
    with reading() as connection:
        row = connection.execute(_NUMBERS, {"conversation": conversation_id}).first()
    return row is None or _counts(conversation_id, number, row.token_from, row.token_last)


def handed_out(before: Loaded) -> int | None:
    """The number that the turn after `before` gave; none where what was proven has been rolled back."""
    with reading() as connection:
        row = connection.execute(_NUMBERS, {"conversation": before.conversation_id}).first()
    return row.token_last if row is not None and row.token_last == before.turns + 1 else None


def repeated(loaded: Loaded) -> int | None:
    """The number handed out with the first reply that is now said again."""
    said = loaded.repeated or []
    turns = {str(message.get("id", "")).partition(".")[0] for message in said}
    return loaded.token_last if loaded.token_last and str(loaded.token_last) in turns else None


def _counts(conversation_id: str, number: int, first: int, last: int) -> bool:
    if not first <= number <= last:
        return False
    if number > first:
        with get_engine().begin() as connection:
            connection.execute(
                update(_CONVERSATION)
                .where(_CONVERSATION.c.id == conversation_id, _CONVERSATION.c.token_from < number)
                .values(token_from=number)
            )
    return True
