"""发件箱: what must be told to somebody, written in the same transaction as the change itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, String, Text

from bot.db.base import Base, CreatedMixin, UtcDateTime, utc_now


class OutboxMessage(CreatedMixin, Base):
    """Delivered at least once; `dedupe_key` keeps one event from being queued twice."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_waiting", "delivered_at", "due_at"),
        Index("ix_outbox_message_created_at", "created_at"),  # what is deleted every hour
    )

    id: int = Column(Integer, primary_key=True)
    kind: str = Column(String(50), nullable=False)
    session_id: str | None = Column(String(80), index=True)  # the conversation to tell, if it is one
    payload: dict[str, Any] = Column(JSON, nullable=False)  # no personal data: references only
    dedupe_key: str = Column(String(200), nullable=False, unique=True)
    due_at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)
    attempts: int = Column(Integer, nullable=False, default=0)
    last_error: str = Column(Text, nullable=False, default="")
    delivered_at: datetime | None = Column(UtcDateTime)
