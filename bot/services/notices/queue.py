"""The one way into the outbox: in the caller's transaction, once a key."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import OutboxMessage

_AT_ONCE = 500  # keys in one question


def queue(
    session: Session,
    kind: str,
    dedupe_key: str,
    payload: dict[str, Any],
    *,
    session_id: str | None,
    due_at: datetime,
) -> bool:
    """False when this very event was queued before. `payload` holds references only, nothing personal."""
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.dedupe_key == dedupe_key)) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(
                OutboxMessage(
                    kind=kind,
                    session_id=session_id,
                    payload=payload,
                    dedupe_key=dedupe_key,
                    due_at=due_at,
                )
            )
    except IntegrityError:  # somebody else queued it in the same moment
        return False
    return True


def queued(session: Session, keys: Collection[str]) -> set[str]:
    """Those of `keys` that were queued before, told or not."""
    found: set[str] = set()
    each = list(keys)
    for start in range(0, len(each), _AT_ONCE):
        part = each[start : start + _AT_ONCE]
        found.update(
            session.scalars(select(OutboxMessage.dedupe_key).where(col(OutboxMessage.dedupe_key).in_(part)))
        )
    return found
