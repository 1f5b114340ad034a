"""事务: one thing a citizen is doing step by step in the conversation that is no application form."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String

from bot.db.base import Base, TimestampMixin
from bot.db.crypto import Encrypted


class Task(TimestampMixin, Base):
    """A booking, a complaint, a rating … while it is being asked for. Its answers go when it ends."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_state_updated", "state", "updated_at"),)

    id: int = Column(Integer, primary_key=True)
    opening_key: str = Column(String(64), nullable=False, unique=True)  # one opening is one task
    kind: str = Column(String(30), nullable=False)  # book, complain, rate …
    session_id: str = Column(String(80), nullable=False, index=True)
    channel: str = Column(String(30), nullable=False, default="web")
    state: str = Column(String(10), nullable=False, default="open")  # open, done, left
    answers: str | None = Column(Encrypted("task.answers"))  # JSON
    result: str | None = Column(Encrypted("task.result"))  # JSON: what was said at the end, to say it again
    version: int = Column(Integer, nullable=False, default=1)  # optimistic lock

    __mapper_args__ = {"version_id_col": version}
