"""办事人 and the channels they are reached on (PIPL: encrypted, found by blind index, shown masked)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, UniqueConstraint

from bot.db.base import Base, TimestampMixin, UtcDateTime
from bot.db.crypto import Encrypted, index_of


class Citizen(TimestampMixin, Base):
    """自然人 known by a verified mobile."""

    __tablename__ = "citizen"

    id: int = Column(Integer, primary_key=True)
    name: str | None = Column(Encrypted("citizen.name"))  # 姓名
    mobile: str | None = Column(Encrypted("citizen.mobile"))  # 手机号
    mobile_index: str | None = Column(String(64), unique=True, info=index_of("mobile", "mobile"))
    id_number: str | None = Column(Encrypted("citizen.id_number"))  # 公民身份号码
    id_number_index: str | None = Column(String(64), index=True, info=index_of("id_number", "id_number"))
    verified_at: datetime | None = Column(UtcDateTime)  # 核验时间
    erased_at: datetime | None = Column(UtcDateTime)  # 注销时间; personal columns are null from then on


class CitizenChannel(TimestampMixin, Base):
    """渠道账号: a conversation partner on one channel, before or after it is linked to a citizen."""

    __tablename__ = "citizen_channel"
    __table_args__ = (UniqueConstraint("channel", "address_index"),)

    id: int = Column(Integer, primary_key=True)
    citizen_id: int | None = Column(ForeignKey("citizen.id"), index=True)
    channel: str = Column(String(30), nullable=False)  # web, telegram, wechat, wecom
    address: str = Column(Encrypted("citizen_channel.address"), nullable=False)  # chat id or open id
    address_index: str = Column(
        String(64), nullable=False, info=index_of("address", "channel.{channel}", "address")
    )
    session_id: str | None = Column(String(80), index=True)  # the conversation it speaks in
    linked_at: datetime | None = Column(UtcDateTime)
    last_seen_at: datetime | None = Column(UtcDateTime)
    blocked_at: datetime | None = Column(UtcDateTime)  # 停用: since then nothing may be sent
