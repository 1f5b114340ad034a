"""定时发布: a checked release that waits for its hour."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Text

from bot.db.base import Base, CreatedMixin, UtcDateTime


class FaqSchedule(CreatedMixin, Base):
    """`state`: waiting, done, failed or cancelled; one row a plan, kept."""

    __tablename__ = "faq_schedule"
    __table_args__ = (CheckConstraint("state IN ('waiting', 'done', 'failed', 'cancelled')", name="state"),)

    id: int = Column(Integer, primary_key=True)
    gate_id: int = Column(ForeignKey("faq_gate.id"), nullable=False, index=True)  # what was checked
    due_at: datetime = Column(UtcDateTime, nullable=False)
    note: str = Column(Text, nullable=False, default="")
    planned_by: str = Column(String(100), nullable=False)
    state: str = Column(String(10), nullable=False, default="waiting", index=True)
    ended_at: datetime | None = Column(UtcDateTime)
    ended_by: str = Column(String(100), nullable=False, default="")
    result: str = Column(Text, nullable=False, default="")  # in Chinese, for staff
