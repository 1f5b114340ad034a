"""工作人员: accounts of the console, and the sessions they are logged in with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Integer, String, Text
from sqlalchemy.orm import relationship

from bot.db.base import Base, CreatedMixin, TimestampMixin, UtcDateTime
from bot.db.crypto import Encrypted


class StaffAccount(TimestampMixin, Base):
    """账号. Never deleted, since the audit log speaks of it: a person who leaves is disabled."""

    __tablename__ = "staff_account"

    id: int = Column(Integer, primary_key=True)
    username: str = Column(String(40), nullable=False, unique=True)  # 登录名
    name: str = Column(String(60), nullable=False)  # 姓名
    password_hash: str = Column(Text, nullable=False)  # argon2id, PHC string
    must_change: bool = Column(Boolean, nullable=False, default=True)  # 首次登录改密码
    roles: list[str] = Column(JSON, nullable=False, default=list)  # services/staff/roles.py
    departments: list[str] = Column(JSON, nullable=False, default=list)  # 部门范围; empty = every department
    is_active: bool = Column(Boolean, nullable=False, default=True)
    totp_secret: str | None = Column(Encrypted("staff_account.totp_secret"))  # 动态口令; null = not used
    totp_step: int = Column(BigInteger, nullable=False, default=0)  # the last one used: none works twice
    recovery_hashes: list[str] = Column(JSON, nullable=False, default=list)  # 恢复码, each works once
    failures: int = Column(Integer, nullable=False, default=0)  # 连续输错次数
    locked_until: datetime | None = Column(UtcDateTime)
    password_at: datetime = Column(UtcDateTime, nullable=False)
    last_login_at: datetime | None = Column(UtcDateTime)


class StaffSession(CreatedMixin, Base):
    """登录会话; only the hash of its secret is here."""

    __tablename__ = "staff_session"

    id: str = Column(String(64), primary_key=True)  # SHA-256 of the cookie
    account_id: int = Column(ForeignKey("staff_account.id", ondelete="CASCADE"), nullable=False, index=True)
    csrf: str = Column(String(64), nullable=False)
    stage: str = Column(String(10), nullable=False)  # "totp": the password was right, the code is still due
    seen_at: datetime = Column(UtcDateTime, nullable=False)
    expires_at: datetime = Column(UtcDateTime, nullable=False, index=True)
    pending_secret: str | None = Column(Encrypted("staff_session.pending_secret"))  # 动态口令 being set up
    flash: str = Column(Text, nullable=False, default="")  # said on the next page, once

    account: StaffAccount = relationship("StaffAccount", lazy="joined", innerjoin=True)
