"""推送: what a conversation is told without having asked, kept until the client has it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, UniqueConstraint

from bot.db.base import Base, CreatedMixin
from bot.db.crypto import Encrypted


class ChatEvent(CreatedMixin, Base):
    """`sequence` counts within a conversation and is what `Last-Event-ID` names; one outbox row is told once."""

    __tablename__ = "chat_event"
    __table_args__ = (
        UniqueConstraint("session_id", "sequence"),
        Index("ix_chat_event_created_at", "created_at"),
    )

    id: int = Column(Integer, primary_key=True)
    session_id: str = Column(String(80), nullable=False)
    sequence: int = Column(Integer, nullable=False)
    outbox_id: int | None = Column(ForeignKey("outbox_message.id"), unique=True)
    message: dict[str, Any] = Column(JSON, nullable=False)  # channel-neutral, nothing personal
    words: str | None = Column(Encrypted("chat_event.words"))  # a person's text, in place of the message's
