"""正在输入: what a citizen is just writing, shown to the agent who holds the chat, kept nowhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.models import Handover
from bot.services.handover.states import State
from bot.services.identity.mask import mask_text

SHOWN_FOR = timedelta(seconds=10)
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
