"""修订历史 of an item with its form: what they said when something happened to them. Only ever added to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import ItemRevision


def note(
    session: Session, code: str, actor: str, action: str, body: dict[str, Any], now: datetime, words: str = ""
) -> None:
    latest = session.scalar(select(func.max(ItemRevision.sequence)).where(ItemRevision.code == code))
    session.add(
        ItemRevision(
            code=code, sequence=(latest or 0) + 1, at=now, actor=actor, action=action, body=body, note=words
        )
    )
    session.flush()


def revisions(session: Session, code: str, limit: int = 200) -> list[ItemRevision]:
    """Newest first."""
    query = select(ItemRevision).where(ItemRevision.code == code)
    return list(session.scalars(query.order_by(col(ItemRevision.sequence).desc()).limit(limit)))


def revision(session: Session, code: str, sequence: int) -> ItemRevision | None:
    found: ItemRevision | None = session.scalars(
        select(ItemRevision).where(ItemRevision.code == code, ItemRevision.sequence == sequence)
    ).first()
    return found
