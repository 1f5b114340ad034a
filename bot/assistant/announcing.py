"""应急公告 in a conversation that has begun: said once with the next answer, and once more when it has changed.

The greeting says it first; what a conversation has heard is kept with its state.
"""

from __future__ import annotations

import hashlib

from bot.assistant.conversations import Loaded
from bot.assistant.messages import Message
from bot.db.base import utc_now
from bot.services.house.current import current
from bot.services.house.schema import EmergencyNotice

HEARD = "notice"  # in a conversation's state


def in_force() -> EmergencyNotice | None:
    return current().notice(utc_now())


def mark(notice: EmergencyNotice) -> str:
    """The same for the same words: another end of it is no news."""
    return hashlib.sha256(notice.said.encode()).hexdigest()[:16]


def heard_with(greeting: list[Message]) -> dict[str, str]:
    """The state of a conversation that begins with this greeting."""
    notice = in_force()
    said = notice is not None and any(message["text"] == notice.said for message in greeting)
    return {HEARD: mark(notice)} if notice is not None and said else {}


def message_of(notice: EmergencyNotice) -> Message:
    return {"type": "notice", "text": notice.said, "data": {"level": notice.level}}


def news(before: Loaded) -> EmergencyNotice | None:
    """The notice that this conversation has not heard."""
    notice = in_force()
    return notice if notice is not None and before.state.get(HEARD) != mark(notice) else None


def kept(before: Loaded, *, said: bool) -> dict[str, str]:
    """What the state keeps of it after a turn: nothing once it is over, so that it is news when it comes again."""
    notice = in_force()
    if notice is None:
        return {}
    heard = mark(notice) if said else before.state.get(HEARD)
    return {HEARD: heard} if heard else {}
