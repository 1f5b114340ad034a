"""Drafts nobody came back to: their answers go, their owner is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Application
from bot.services.applications.drafts import close
from bot.services.applications.states import State
from bot.services.notices.queue import queue, queued

WARN_BEFORE = timedelta(days=3)
_AT_ONCE = 200


def warn_drafts(session: Session, now: datetime) -> None:
    """Each owner is told once that three days are left; going on with the draft gives it thirty again."""
    soon = session.execute(
        select(Application.id, Application.session_id, Application.item_name, Application.expires_at).where(
            Application.state == State.DRAFT.value,
            col(Application.expires_at) > now,
            col(Application.expires_at) <= now + WARN_BEFORE,
        )
    ).all()
    drafts = {f"draft.expiring/{row.id}/{row.expires_at:%Y%m%d}": row for row in soon}
    told = queued(
        session, drafts
    )  # in a few questions: a draft is looked at every hour of its last three days
    for key, row in drafts.items():
        if key not in told:
            about = {"item_name": row.item_name}
            queue(session, "draft.expiring", key, about, session_id=row.session_id, due_at=now)


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
