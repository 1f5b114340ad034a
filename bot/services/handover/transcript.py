"""之前的对话: what was said to the assistant before, masked, for the agent whom the citizen lets read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Consent, Turn
from bot.services.handover import record, words
from bot.services.handover.states import State
from bot.services.identity import consent_ledger
from bot.services.identity.mask import mask_text

PURPOSE = "handover"
_MOST_TURNS = 40


@dataclass(frozen=True)
class Said:
    at: datetime
    who: str  # citizen, bot
    text: str


def has_any(session: Session, conversation_id: str) -> bool:
    return (
        session.scalar(select(Turn.seq).where(Turn.conversation_id == conversation_id).limit(1)) is not None
    )


def decide(session: Session, row: Any, shows: bool, now: datetime) -> None:
    """可以看 or 不要看, and the other way round later; a consent stands in the ledger that the citizen can read and
    withdraw, once."""
    if row.shows_transcript == shows:
        return
    row.shows_transcript = shows
    record.event(session, row.id, record.CITIZEN, "show" if shows else "hide", State(row.state), now)
    if not shows:
        session.execute(
            update(Consent)
            .where(*_consents(row))
            .values(withdrawn_at=now)
            .execution_options(synchronize_session="fetch")
        )
    else:
        consent_ledger.give(
            session,
            conversation_id=row.session_id,
            citizen_id=None,
            purpose=PURPOSE,
            subject=f"handover:{row.id}",
            data="与智能助手的对话",
            text=words.CONSENT_TEXT,
            version=words.CONSENT_VERSION,
            now=now,
        )


def of(session: Session, row: Any) -> list[Said]:
    """Oldest first; empty as long as nobody agreed, or the consent was taken back."""
    if not row.shows_transcript or not _stands(session, row):
        return []
    turns = session.execute(
        select(Turn.created_at, Turn.user_text, Turn.replies)
        .where(Turn.conversation_id == row.session_id, Turn.created_at <= (row.ended_at or Turn.created_at))
        .order_by(col(Turn.seq).desc())
        .limit(_MOST_TURNS)
    ).all()
    said = []
    for at, user_text, replies in turns[::-1]:
        said.append(Said(at, "citizen", mask_text(user_text)))
        said += [Said(at, "bot", mask_text(reply.get("text") or "")) for reply in replies]
    return said


def _stands(session: Session, row: Any) -> bool:
    return session.scalar(select(Consent.id).where(*_consents(row)).limit(1)) is not None


def _consents(row: Any) -> tuple[Any, ...]:
    """Those to this hand-over that stand."""
    return (
        Consent.session_id == row.session_id,
        Consent.purpose == PURPOSE,
        Consent.subject == f"handover:{row.id}",
        col(Consent.withdrawn_at).is_(None),
    )
