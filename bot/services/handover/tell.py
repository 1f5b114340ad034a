"""Words to a citizen who did not just ask: kept, and put on their way in the same transaction.

The website reads them from the feed, a messaging app gets them through its mailbox: said once, in order, and neither
lost by a crash.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.services.handover import lines
from bot.services.handover.lines import Line
from bot.services.notices import events
from bot.services.notices.deliver import Push

Ways = Mapping[str, Push]  # by channel; the website has none, its feed is the database


def tell(session: Session, ways: Ways, conversation_id: str, line: Line, now: datetime) -> None:
    """`line` is said in `conversation_id`, on the channel that it is on."""
    message = outward(line.message)
    push = ways.get(conversation_id.partition(":")[0])
    if push is None or not push(session, conversation_id, message):
        events.push(session, conversation_id, message, now, sealed=True)


def say(
    session: Session,
    ways: Ways,
    row: Any,
    text: str,
    now: datetime,
    *,
    who: str = "house",
    **more: Any,
) -> Line | None:
    """Another line of `row`, told where its conversation is. See `lines.add`."""
    line = lines.add(session, row.id, who, text, now, **more)
    if line is not None:
        tell(session, ways, row.session_id, line, now)
    return line


def outward(message: dict[str, Any]) -> dict[str, Any]:
    """Payloads are places (`h<line>.<choice>`), looked up when one is pressed."""
    choices = [
        {"title": choice["title"], "payload": f"{message['id']}.{number}"}
        for number, choice in enumerate(message.get("choices", []))
    ]
    return {**message, "choices": choices} if choices else message
