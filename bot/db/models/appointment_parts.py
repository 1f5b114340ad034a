"""What belongs to appointments: their history, the waiting list, and the counter of queue numbers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Text, UniqueConstraint

from bot.db.base import Base, TimestampMixin, UtcDateTime, utc_now
from bot.db.crypto import Encrypted, index_of


class AppointmentEvent(Base):
    """预约流转: append-only."""

    __tablename__ = "appointment_event"
    __table_args__ = (UniqueConstraint("appointment_id", "sequence"),)

    id: int = Column(Integer, primary_key=True)
    appointment_id: int = Column(ForeignKey("appointment.id"), nullable=False, index=True)
    sequence: int = Column(Integer, nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)
    actor: str = Column(String(100), nullable=False)  # citizen, system, or a staff account
    action: str = Column(String(20), nullable=False)  # 预约, 改约, 取消, 取号 …
    from_state: str | None = Column(String(20))
    to_state: str = Column(String(20), nullable=False)
    note: str = Column(Text, nullable=False, default="")  # no personal data


class AppointmentWaiting(TimestampMixin, Base):
    """候补: somebody who wants a place on a day that is full."""

    __tablename__ = "appointment_waiting"

    id: int = Column(Integer, primary_key=True)
    opening_key: str = Column(String(64), nullable=False, unique=True)
    window_code: str = Column(String(64), nullable=False, index=True)
    appoint_date: date = Column(Date, nullable=False, index=True)
    item_code: str = Column(String(64), nullable=False)
    session_id: str = Column(String(80), nullable=False, index=True)
    applicant_name: str | None = Column(Encrypted("appointment_waiting.applicant_name"))  # 预约人
    mobile: str | None = Column(Encrypted("appointment_waiting.mobile"))  # 手机号
    mobile_index: str = Column(String(64), nullable=False, index=True, info=index_of("mobile", "mobile"))
    state: str = Column(String(10), nullable=False, default="waiting")  # waiting, told, gone
    told_at: datetime | None = Column(UtcDateTime)  # 通知时间


class QueueCounter(Base):
    """排队号 given out at a window on a day."""

    __tablename__ = "queue_counter"

    window_code: str = Column(String(64), primary_key=True)
    day: date = Column(Date, primary_key=True)
    last: int = Column(Integer, nullable=False, default=0)
