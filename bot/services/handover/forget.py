"""What of a talk with a person is forgotten: with the conversations, and when its citizen asks for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import ChatEvent, Handover
from bot.services.handover import lines
from bot.services.handover.states import State
from bot.services.retention.batch import remove

_ENDED = [each.value for each in State if not each.is_open]


def forget_old(session: Session, before: datetime) -> int:
    """A batch of those that ended before; how many, call again while it is any. What was pushed goes with the notices."""
    return remove(session, Handover, col(Handover.state).in_(_ENDED), col(Handover.ended_at) < before)


def export(session: Session, conversations: Collection[str]) -> list[dict[str, Any]]:
    """What the citizen said and was told there, in clear."""
    return [
        {"at": line.at.isoformat(), "who": line.who, "text": line.text}
        for conversation_id in sorted(conversations)
        for line in lines.of_conversation(session, conversation_id)
    ]


def erase(session: Session, conversations: Collection[str]) -> int:
    """Talks that are over, and the words that were pushed; how many. An open one stays until it ends."""
    which = list(conversations)
    ended = select(Handover.id).where(
        col(Handover.session_id).in_(which),
        col(Handover.state).in_(_ENDED),
        Handover.state != State.LEFT.value,
    )
    session.execute(
        delete(ChatEvent)
        .where(col(ChatEvent.session_id).in_(which), col(ChatEvent.words).is_not(None))
        .execution_options(synchronize_session=False)
    )
    gone = delete(Handover).where(col(Handover.id).in_(session.scalars(ended).all()))
    return int(session.execute(gone.execution_options(synchronize_session=False)).rowcount)
