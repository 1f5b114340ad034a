"""The mailbox of the messaging apps: what came in and has to be answered, what has to be sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)

from bot.db.base import Base, CreatedMixin, UtcDateTime, utc_now
from bot.db.crypto import Encrypted, fleeting


class ChannelUpdate(CreatedMixin, Base):
    """收到的一条: stored before the platform is told 200, answered once; its words go with the answer."""

    __tablename__ = "channel_update"
    __table_args__ = (
        UniqueConstraint("channel", "update_key"),
        Index("ix_channel_update_waiting", "state", "due_at"),
        Index("ix_channel_update_address", "address_index", "state"),
    )

    id: int = Column(Integer, primary_key=True)
    channel: str = Column(String(20), nullable=False)
    update_key: str = Column(String(160), nullable=False)  # the platform's own: update_id, MsgId …
    address_index: str = Column(String(64), nullable=False, info=fleeting(7))  # blind index of the sender
    sequence: int = Column(BigInteger, nullable=False)  # the platform's order
    body: str | None = Column(Encrypted("channel_update.body"))  # as it was received
    state: str = Column(String(10), nullable=False, default="waiting")  # waiting, done, given_up
    attempts: int = Column(Integer, nullable=False, default=0)
    due_at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)
    claimed_until: datetime | None = Column(UtcDateTime)


class ChannelDelivery(CreatedMixin, Base):
    """要发出的一条: queued with the answer in one transaction, sent in order, at least once."""

    __tablename__ = "channel_delivery"
    __table_args__ = (
        UniqueConstraint("update_id", "position"),
        Index("ix_channel_delivery_waiting", "state", "due_at"),
        Index("ix_channel_delivery_address", "address_index", "state"),
    )

    id: int = Column(Integer, primary_key=True)
    channel: str = Column(String(20), nullable=False)
    address_index: str = Column(String(64), nullable=False, info=fleeting(7))
    update_id: int | None = Column(ForeignKey("channel_update.id", ondelete="CASCADE"))  # what it answers
    position: int = Column(Integer, nullable=False, default=0)
    body: str | None = Column(Encrypted("channel_delivery.body"))  # JSON: address, text, buttons
    state: str = Column(String(10), nullable=False, default="waiting")  # sent, handed, held, dropped
    attempts: int = Column(Integer, nullable=False, default=0)
    last_error: str = Column(String(120), nullable=False, default="")
    due_at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)
    claimed_until: datetime | None = Column(UtcDateTime)
    sent_at: datetime | None = Column(UtcDateTime)
