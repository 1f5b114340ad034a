"""补正: what staff asked an applicant to put right, and the answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, UniqueConstraint

from bot.db.base import Base, UtcDateTime
from bot.db.crypto import Encrypted


class Correction(Base):
    """One 补正通知; `answered_at` is null while the applicant has to act."""

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("application_id", "sequence"),)

    id: int = Column(Integer, primary_key=True)
    application_id: int = Column(ForeignKey("application.id"), nullable=False, index=True)
    sequence: int = Column(Integer, nullable=False)
    asked: list[dict[str, Any]] = Column(JSON, nullable=False)  # fields and materials, no personal data
    asked_by: str = Column(String(100), nullable=False)  # staff account
    asked_at: datetime = Column(UtcDateTime, nullable=False)
    answered_at: datetime | None = Column(UtcDateTime)
    answers: str | None = Column(Encrypted("correction.answers"))  # JSON: key → stored value
