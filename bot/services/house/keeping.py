"""How long what is begun is kept, by the city's own setting."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.services.house.current import current


def draft_until(session: Session, now: datetime) -> datetime:
    """When a draft that is worked on now is forgotten."""
    return now + timedelta(days=current(session).retention.drafts_days)
