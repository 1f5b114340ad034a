"""审计日志: who did what, each row sealed by the hash of the one before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Integer, String

from bot.db.base import Base, UtcDateTime, utc_now


class AuditLog(Base):
    """Append-only; `row_hash` = SHA-256 over `previous_hash` and the row, so that a change shows."""

    __tablename__ = "audit_log"

    id: int = Column(Integer, primary_key=True)
    sequence: int = Column(Integer, nullable=False, unique=True)
    at: datetime = Column(UtcDateTime, nullable=False, default=utc_now, index=True)
    actor: str = Column(String(100), nullable=False, index=True)  # staff account, system, or a blind index
    action: str = Column(String(50), nullable=False, index=True)
    subject: str = Column(String(100), nullable=False, default="", index=True)  # case number, FAQ name …
    detail: dict[str, Any] = Column(JSON, nullable=False, default=dict)  # no personal data
    previous_hash: str = Column(String(64), nullable=False, unique=True)
    row_hash: str = Column(String(64), nullable=False, unique=True)
