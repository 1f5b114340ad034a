"""转人工: a citizen who asked for a person, what was said there, who is on duty, and what agents say often."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)

from bot.db.base import Base, CreatedMixin, TimestampMixin, UtcDateTime
from bot.db.crypto import Encrypted

_OPEN = text("state IN ('waiting', 'held', 'writing')")


class Handover(CreatedMixin, Base):
    """转接. At most one of a conversation is open; its state changes only by statements that compare it."""

    __tablename__ = "handover"
    __table_args__ = (
        Index("uq_handover_open", "session_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_handover_state_queued_at", "state", "queued_at"),
    )

    id: int = Column(Integer, primary_key=True)
    session_id: str = Column(String(80), nullable=False, index=True)  # the conversation
    channel: str = Column(String(20), nullable=False)  # 渠道
    group_code: str = Column(String(64), nullable=False, default="")  # 部门; empty = the general desk
    state: str = Column(String(10), nullable=False)  # services/handover/states.py
    reason: str = Column(String(20), nullable=False, default="")  # why it ended
    agent: str | None = Column(String(100))  # 坐席: "staff:lin", who holds it or held it last
    agent_no: int | None = Column(Integer)  # 工号 that the citizen reads
    shows_transcript: bool | None = Column(Boolean)  # 同意坐席看之前的对话; null = not answered
    revealed_to: str | None = Column(String(100))  # the agent who looked at it unmasked
    queued_at: datetime = Column(UtcDateTime, nullable=False)  # 排队起点, kept over a transfer
    touched_at: datetime = Column(UtcDateTime, nullable=False)  # the last word of either
    held_at: datetime | None = Column(UtcDateTime)  # 接起
    ended_at: datetime | None = Column(UtcDateTime)
    told_position: int = Column(Integer, nullable=False, default=0)  # 上次告诉市民的排队位置
    lines: int = Column(Integer, nullable=False, default=0)  # how many were said
    typing: str | None = Column(Encrypted("handover.typing"))  # what the citizen is just writing
    typing_at: datetime | None = Column(UtcDateTime)
    agent_typing_at: datetime | None = Column(UtcDateTime)  # 坐席正在输入


class HandoverLine(CreatedMixin, Base):
    """一句话. `data` holds type and choices of a message, nothing personal."""

    __tablename__ = "handover_line"
    __table_args__ = (
        UniqueConstraint("handover_id", "sequence"),
        UniqueConstraint("handover_id", "message_id"),
    )

    id: int = Column(Integer, primary_key=True)
    handover_id: int = Column(ForeignKey("handover.id", ondelete="CASCADE"), nullable=False)
    sequence: int = Column(Integer, nullable=False)
    who: str = Column(String(10), nullable=False)  # citizen, agent, house
    author: str = Column(String(100), nullable=False, default="")  # the agent
    text: str = Column(Encrypted("handover_line.text"), nullable=False)
    data: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    message_id: str | None = Column(String(64))  # the client's; a repeat is said once
    reply_to: int | None = Column(Integer)  # the citizen's line it answers at once


class HandoverEvent(Base):
    """经过: every change, who and when; nothing that was said."""

    __tablename__ = "handover_event"
    __table_args__ = (UniqueConstraint("handover_id", "sequence"),)

    id: int = Column(Integer, primary_key=True)
    handover_id: int = Column(ForeignKey("handover.id", ondelete="CASCADE"), nullable=False)
    sequence: int = Column(Integer, nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False)
    actor: str = Column(String(100), nullable=False)  # citizen, system, staff:…
    action: str = Column(String(20), nullable=False)
    to_state: str = Column(String(10), nullable=False)
    note: str = Column(String(200), nullable=False, default="")


class DeskDuty(Base):
    """上岗: who takes chats now. A row that has not been seen for a while counts for nobody."""

    __tablename__ = "desk_duty"

    actor: str = Column(String(100), primary_key=True)
    departments: list[str] = Column(JSON, nullable=False, default=list)  # empty = every group
    since: datetime = Column(UtcDateTime, nullable=False)
    seen_at: datetime = Column(UtcDateTime, nullable=False)
    is_on: bool = Column(Boolean, nullable=False, default=False)  # False: 暂离, with the page open
    is_overtime: bool = Column(Boolean, nullable=False, default=False)  # began outside office hours


class CannedAnswer(TimestampMixin, Base):
    """常用语 (`answer`), and what is said where nobody is there (`absent`)."""

    __tablename__ = "canned_answer"

    id: int = Column(Integer, primary_key=True)
    kind: str = Column(String(10), nullable=False, default="answer")
    title: str = Column(String(40), nullable=False, unique=True)
    body: str = Column(Text, nullable=False)
    updated_by: str = Column(String(100), nullable=False)
