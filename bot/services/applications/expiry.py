"""Drafts nobody came back to: their answers go, their owner is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Application
from bot.services.applications.drafts import close
from bot.services.applications.states import State

_AT_ONCE = 200


def expire_drafts(session: Session, now: datetime) -> int:
    """How many drafts ended; call again while it returns any. Rows another worker holds are left to it."""
    old = session.scalars(
        select(Application)
        .where(Application.state == State.DRAFT.value, col(Application.expires_at) <= now)
        .order_by(Application.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for case in old:
        close(session, case, State.EXPIRED, "system", now)
    return len(old)
