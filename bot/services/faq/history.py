"""修订历史 of an entry: what it said when something happened to it. Only ever added to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import FaqRevision


def note(
    session: Session, name: str, actor: str, action: str, body: dict[str, Any], now: datetime, words: str = ""
) -> None:
    latest = session.scalar(select(func.max(FaqRevision.sequence)).where(FaqRevision.name == name))
    session.add(
        FaqRevision(
            name=name,
            sequence=(latest or 0) + 1,
            at=now,
            actor=actor,
            action=action,
            body=body,
            note=words,
        )
    )
    session.flush()


def revisions(session: Session, name: str, limit: int = 200) -> list[FaqRevision]:
    """Newest first."""
    query = select(FaqRevision).where(FaqRevision.name == name).order_by(FaqRevision.sequence.desc())  # type: ignore[attr-defined]
    return list(session.scalars(query.limit(limit)))


def latest(session: Session, name: str) -> FaqRevision | None:
    found = revisions(session, name, 1)
    return found[0] if found else None


def revision(session: Session, name: str, sequence: int) -> FaqRevision | None:
    found: FaqRevision | None = session.scalars(
        select(FaqRevision).where(FaqRevision.name == name, FaqRevision.sequence == sequence)
    ).first()
    return found
