"""代办: somebody acts for another, who agreed by a code sent to their own mobile."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String

from bot.db.base import Base, UtcDateTime


class Agency(Base):
    """One item, one case."""

    __tablename__ = "agency"

    id: int = Column(Integer, primary_key=True)
    opening_key: str = Column(String(64), nullable=False, unique=True)
    session_id: str = Column(String(80), nullable=False, index=True)
    item_code: str = Column(String(64), nullable=False)  # 事项编码
    agent_id: int = Column(ForeignKey("citizen.id"), nullable=False, index=True)  # 代办人
    principal_id: int = Column(ForeignKey("citizen.id"), nullable=False, index=True)  # 委托人
    agreed_at: datetime = Column(UtcDateTime, nullable=False)
    expires_at: datetime = Column(UtcDateTime, nullable=False)
    ended_at: datetime | None = Column(UtcDateTime)  # withdrawn by either
