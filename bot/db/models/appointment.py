"""预约: slots with capacity, and bookings of them."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
    Time,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import relationship

from bot.db.base import Base, TimestampMixin, UtcDateTime
from bot.db.crypto import Encrypted, index_of


class AppointmentSlot(TimestampMixin, Base):
    """号源. `remaining` never goes below zero: the database refuses it."""

    __tablename__ = "appointment_slot"
    __table_args__ = (
        UniqueConstraint("window_code", "appoint_date", "slot_start"),
        CheckConstraint("remaining >= 0 AND remaining <= capacity", name="remaining"),
    )

    id: int = Column(Integer, primary_key=True)
    window_code: str = Column(String(64), nullable=False)  # 办理窗口
    appoint_date: date = Column(Date, nullable=False, index=True)  # 预约日期
    slot_start: time = Column(Time, nullable=False)  # 时段开始, the city's clock
    slot_end: time = Column(Time, nullable=False)  # 时段结束
    capacity: int = Column(Integer, nullable=False)  # 号源数
    remaining: int = Column(Integer, nullable=False)  # 余号
    is_closed: bool = Column(
        Boolean, nullable=False, default=False, server_default=false()
    )  # 停办: the window no longer serves this time; who has booked it was told


class Appointment(TimestampMixin, Base):
    """预约单."""

    __tablename__ = "appointment"

    id: int = Column(Integer, primary_key=True)
    opening_key: str = Column(String(64), nullable=False, unique=True)  # one opening of a form books once
    appoint_no: str = Column(String(50), nullable=False, unique=True)  # 预约编号
    slot_id: int = Column(ForeignKey("appointment_slot.id"), nullable=False, index=True)
    item_code: str = Column(String(64), nullable=False, index=True)  # 事项编码
    session_id: str = Column(String(80), nullable=False, index=True)
    citizen_id: int | None = Column(ForeignKey("citizen.id"), index=True)
    applicant_name: str | None = Column(Encrypted("appointment.applicant_name"))  # 预约人
    mobile: str | None = Column(Encrypted("appointment.mobile"))  # 手机号
    mobile_index: str | None = Column(String(64), index=True, info=index_of("mobile", "mobile"))
    verify_code: str | None = Column(String(64))  # blind index of the check-in code
    queue_no: str | None = Column(String(20))  # 排队号
    state: str = Column(
        String(20), nullable=False, default="booked", index=True
    )  # 已预约/已取号/已办/已取消/爽约/改期
    checked_in_at: datetime | None = Column(UtcDateTime)  # 取号时间
    cancel_reason: str = Column(Text, nullable=False, default="")  # 取消原因
    channel: str = Column(String(30), nullable=False, default="web")
    case_no: str | None = Column(String(50))  # 关联办件
    version: int = Column(Integer, nullable=False, default=1)  # optimistic lock

    slot: AppointmentSlot = relationship("AppointmentSlot")

    __mapper_args__ = {"version_id_col": version}
