"""Wrong proofs of identity for a case number, existing or not, so that nobody can guess their way in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, String

from bot.db.base import Base, UtcDateTime


class ProofAttempt(Base):
    """One row a case number; meaningless an hour after the last wrong try."""

    __tablename__ = "proof_attempt"

    case_no: str = Column(String(50), primary_key=True)  # 办件编号 that was asked about
    wrong: int = Column(Integer, nullable=False, default=0)  # 连续错误次数
    last_wrong_at: datetime = Column(UtcDateTime, nullable=False)
