"""定时发布: a checked release that waits for its hour."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Text, text

from bot.db.base import Base, CreatedMixin, UtcDateTime


class FaqSchedule(CreatedMixin, Base):
    """`state`: waiting, done, failed or cancelled; one row a plan, kept."""

    __tablename__ = "faq_schedule"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'failed', 'cancelled')", name="state"),
        Index(
            "uq_faq_schedule_waiting",  # one at a time
            "state",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: int = Column(Integer, primary_key=True)
    gate_id: int = Column(ForeignKey("faq_gate.id"), nullable=False, index=True)  # what was checked
    due_at: datetime = Column(UtcDateTime, nullable=False)
    note: str = Column(Text, nullable=False, default="")
    planned_by: str = Column(String(100), nullable=False)
    state: str = Column(String(10), nullable=False, default="waiting")
    ended_at: datetime | None = Column(UtcDateTime)
    ended_by: str = Column(String(100), nullable=False, default="")
    result: str = Column(Text, nullable=False, default="")  # in Chinese, for staff
