"""正在输入: what a citizen is just writing, shown to the agent who holds the chat; and that the agent writes."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Handover
from bot.services.handover.states import State
from bot.services.identity.mask import mask_text

SHOWN_FOR = timedelta(seconds=10)
AGENT_SHOWN_FOR = timedelta(seconds=5)
LONGEST = 500


def is_held(session: Session, conversation_id: str) -> bool:
    query = select(Handover.id).where(
        Handover.session_id == conversation_id, Handover.state == State.HELD.value
    )
    return session.scalar(query.limit(1)) is not None


def note(session: Session, conversation_id: str, text: str, now: datetime) -> bool:
    """False where nobody holds the chat: nothing is kept then."""
    plain = text.encode("utf-8", "ignore").decode()[:LONGEST]
    noted = session.execute(
        update(Handover)
        .where(Handover.session_id == conversation_id, Handover.state == State.HELD.value)
        .values(typing=plain or None, typing_at=now if plain else None)
        .execution_options(synchronize_session=False)
    )
    return bool(noted.rowcount)


def preview(row: Handover, now: datetime) -> str:
    """Masked like everything an agent sees; empty when nothing is being written."""
    if row.typing is None or row.typing_at is None or now - row.typing_at > SHOWN_FOR:
        return ""
    return mask_text(row.typing)


def note_agent(session: Session, handover_id: int, actor: str, now: datetime) -> None:
    """The agent who holds the chat is writing; from anybody else it counts for nothing."""
    session.execute(
        update(Handover)
        .where(Handover.id == handover_id, Handover.state == State.HELD.value, Handover.agent == actor)
        .values(agent_typing_at=now)
        .execution_options(synchronize_session=False)
    )


def agents(session: Session, now: datetime) -> dict[str, datetime]:
    """Conversations whose agent is writing just now, and since when that is known."""
    rows = session.execute(
        select(Handover.session_id, Handover.agent_typing_at).where(
            Handover.state == State.HELD.value, col(Handover.agent_typing_at) > now - AGENT_SHOWN_FOR
        )
    )
    return {conversation_id: at for conversation_id, at in rows}
