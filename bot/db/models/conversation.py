"""Conversations and their turns: Rasa's events, what was said, and what it came to, one row a turn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

from bot.db.base import Base, CreatedMixin, UtcDateTime


class Conversation(CreatedMixin, Base):
    """会话. `state`: slots and open form after the last turn, so that a long conversation stays cheap."""

    __tablename__ = "conversation"
    __table_args__ = (Index("ix_conversation_expires_at", "expires_at"),)  # what is deleted every hour

    id: str = Column(String(80), primary_key=True)  # "<channel>:<128 random bits>"
    channel: str = Column(String(20), nullable=False)  # 渠道
    expires_at: datetime = Column(UtcDateTime, nullable=False)
    last_seen_at: datetime = Column(UtcDateTime, nullable=False)
    turns: int = Column(Integer, nullable=False, default=0)
    state: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    greeting: list[dict[str, Any]] = Column(JSON, nullable=False, default=list)
    # The numbers of its tokens: the last one handed out (the turn that proved who speaks), the first that still counts.
    token_last: int = Column(Integer, nullable=False, default=0, server_default="0")
    token_from: int = Column(Integer, nullable=False, default=0, server_default="0")


class Turn(CreatedMixin, Base):
    """一问一答. (conversation, seq) is unique, so that two writers can never interleave."""

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message_id"),
        Index("ix_turn_created_at", "created_at"),
    )

    conversation_id: str = Column(
        String(80), ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    seq: int = Column(Integer, primary_key=True)  # 1, 2, 3 …
    message_id: str | None = Column(
        String(64), nullable=True
    )  # the client's; a repeat returns the first reply
    user_text: str = Column(Text, nullable=False)  # masked
    replies: list[dict[str, Any]] = Column(JSON, nullable=False)  # channel-neutral messages
    events: list[dict[str, Any]] = Column(JSON, nullable=False)  # Rasa tracker events, masked
    intent: str | None = Column(String(80), nullable=True)
    confidence: float | None = Column(Float, nullable=True)
    item_code: str | None = Column(String(80), nullable=True)
    outcome: str | None = Column(String(40), nullable=True)  # answered, clarified, lost, refused, failed …
    understood: bool = Column(Boolean, nullable=False, default=True)
    useful: bool | None = Column(
        Boolean, nullable=True
    )  # 有用 or 没用, once; what was said in words is not here
