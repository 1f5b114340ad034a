"""授权同意: what a citizen agreed to, in which words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Text

from bot.db.base import Base, UtcDateTime, utc_now


class Consent(Base):
    """Append-only; a withdrawal sets `withdrawn_at`."""

    __tablename__ = "consent"

    id: int = Column(Integer, primary_key=True)
    session_id: str = Column(String(80), nullable=False, index=True)
    citizen_id: int | None = Column(ForeignKey("citizen.id"), index=True)
    purpose: str = Column(String(50), nullable=False)  # 目的
    subject: str | None = Column(String(64))  # case number, data connector … the consent is about
    data: str = Column(
        Text, nullable=False, default="", server_default=""
    )  # 涉及的信息: names of fields, no values
    text: str = Column(Text, nullable=False)  # the words shown
    text_version: str = Column(String(20), nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)
    withdrawn_at: datetime | None = Column(UtcDateTime)
