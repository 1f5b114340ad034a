"""身份核验: one-time codes, the proofs they give, and the codes that carry a draft to another channel."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String

from bot.db.base import Base, UtcDateTime
from bot.db.crypto import Encrypted, fleeting


class OneTimeCode(Base):
    """短信验证码. The keyed hash is what a typed code is compared with; `code` goes as soon as it is sent."""

    __tablename__ = "one_time_code"
    __table_args__ = (Index("ix_one_time_code_mobile_sent", "mobile_index", "issued_at"),)

    id: int = Column(Integer, primary_key=True)
    purpose: str = Column(String(20), nullable=False)  # log_in, agency
    session_id: str = Column(String(80), nullable=False, index=True)  # the conversation it is typed in
    mobile: str | None = Column(Encrypted("one_time_code.mobile"))  # 手机号; null once it is sent
    mobile_index: str = Column(String(64), nullable=False, info=fleeting(1))
    code: str | None = Column(Encrypted("one_time_code.code"))  # null once it is sent
    words: str = Column(String(300), nullable=False, default="")  # what the message says beside the code
    code_hash: str = Column(String(64), nullable=False, info=fleeting(1))
    wrong: int = Column(Integer, nullable=False, default=0)
    issued_at: datetime = Column(UtcDateTime, nullable=False)
    expires_at: datetime = Column(UtcDateTime, nullable=False)
    used_at: datetime | None = Column(UtcDateTime)


class IdentityProof(Base):
    """已核验的会话: who speaks in a conversation, and until when that is believed."""

    __tablename__ = "identity_proof"

    session_id: str = Column(String(80), primary_key=True)
    citizen_id: int = Column(ForeignKey("citizen.id"), nullable=False, index=True)
    proven_at: datetime = Column(UtcDateTime, nullable=False)
    expires_at: datetime = Column(UtcDateTime, nullable=False)


class DraftCode(Base):
    """暂存码: carries one draft to another conversation, once."""

    __tablename__ = "draft_code"

    id: int = Column(Integer, primary_key=True)
    application_id: int = Column(ForeignKey("application.id"), nullable=False, index=True)
    code_hash: str = Column(String(64), nullable=False, unique=True, info=fleeting(3))
    given_at: datetime = Column(UtcDateTime, nullable=False)
    expires_at: datetime = Column(UtcDateTime, nullable=False)
    used_at: datetime | None = Column(UtcDateTime)
    used_in: str | None = Column(String(80))  # the conversation it was typed in
