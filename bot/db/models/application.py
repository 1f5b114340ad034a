"""办件: an application, its history and its materials."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import relationship

from bot.db.base import Base, TimestampMixin, UtcDateTime, utc_now
from bot.db.crypto import Encrypted, index_of


class Application(TimestampMixin, Base):
    """办件, from the first draft on."""

    __tablename__ = "application"
    __table_args__ = (Index("ix_application_state_due", "state", "promised_on"),)

    id: int = Column(Integer, primary_key=True)
    opening_key: str = Column(String(64), nullable=False, unique=True)  # one opening of a form files once
    case_no: str | None = Column(String(50), unique=True)  # 办件编号; null while it is a draft
    parent_id: int | None = Column(ForeignKey("application.id"), index=True)  # 一件事
    item_code: str = Column(String(64), nullable=False, index=True)  # 事项编码
    item_name: str = Column(String(300), nullable=False)  # 事项名称 at that time
    item_version: int = Column(Integer, nullable=False, default=1)  # 事项版本 at that time
    form_version: int | None = Column(Integer)  # 表单版本 it is filled in with
    department_code: str = Column(String(64), nullable=False, default="")  # 受理单位
    region_code: str = Column(String(12), nullable=False)  # 行政区划代码
    state: str = Column(String(20), nullable=False, default="draft", index=True)
    session_id: str = Column(String(80), nullable=False, index=True)
    channel: str = Column(String(30), nullable=False, default="web")  # 申报来源
    citizen_id: int | None = Column(ForeignKey("citizen.id"), index=True)
    agency_id: int | None = Column(ForeignKey("agency.id"), index=True)  # 代办 it is filed under
    outside_no: str | None = Column(String(64))  # 外部受理编号, of the system that took it in
    applicant_name: str | None = Column(Encrypted("application.applicant_name"))  # 申请人 applyer_name
    applicant_id_number: str | None = Column(Encrypted("application.applicant_id_number"))  # 证件号码
    applicant_index: str | None = Column(
        String(64), index=True, info=index_of("applicant_id_number", "id_number")
    )
    contact_mobile: str | None = Column(Encrypted("application.contact_mobile"))  # 联系人手机
    contact_index: str | None = Column(String(64), index=True, info=index_of("contact_mobile", "mobile"))
    answers: str | None = Column(Encrypted("application.answers"))  # JSON: services/applications/content.py
    cursor: str | None = Column(String(64))  # the question returned to; null = the first unanswered
    resume_code: str | None = Column(String(64), index=True)  # blind index of the code that resumes a draft
    expires_at: datetime | None = Column(UtcDateTime)  # of a draft
    apply_date: datetime | None = Column(UtcDateTime)  # 申请时间
    accept_date: datetime | None = Column(UtcDateTime)  # 受理时间
    anticipate_days: int | None = Column(Integer)  # 法定办结时限 of the item when it was filed
    anticipate_day_type: str | None = Column(String(6))
    promise_days: int | None = Column(Integer)  # 承诺办结时限 of the item when it was filed
    promise_day_type: str | None = Column(String(6))
    promised_on: date | None = Column(Date)  # 承诺办结日期
    statutory_on: date | None = Column(Date)  # 法定办结日期
    paused_at: datetime | None = Column(UtcDateTime)  # 特别程序 or 补正 began; null = the clock runs
    paused_days: int = Column(Integer, nullable=False, default=0)  # 不计入时限的天数
    finished_at: datetime | None = Column(UtcDateTime)  # 办结时间
    result: dict[str, Any] | None = Column(JSON)  # 办理结果
    version: int = Column(Integer, nullable=False, default=1)  # optimistic lock

    events: list[ApplicationEvent] = relationship(
        "ApplicationEvent", order_by="ApplicationEvent.id", back_populates="application"
    )
    materials: list[ApplicationMaterial] = relationship(
        "ApplicationMaterial", order_by="ApplicationMaterial.order_num", back_populates="application"
    )

    __mapper_args__ = {"version_id_col": version}


class ApplicationEvent(Base):
    """办理过程: append-only."""

    __tablename__ = "application_event"
    __table_args__ = (UniqueConstraint("application_id", "sequence"),)

    id: int = Column(Integer, primary_key=True)
    application_id: int = Column(ForeignKey("application.id"), nullable=False, index=True)
    sequence: int = Column(Integer, nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)
    actor: str = Column(String(100), nullable=False)  # citizen, system, or a staff account
    from_state: str | None = Column(String(20))
    to_state: str = Column(String(20), nullable=False)
    note: str = Column(Text, nullable=False, default="")  # 处理说明, no personal data

    application: Application = relationship("Application", back_populates="events")


class ApplicationMaterial(Base):
    """办件材料."""

    __tablename__ = "application_material"

    id: int = Column(Integer, primary_key=True)
    application_id: int = Column(ForeignKey("application.id"), nullable=False, index=True)
    order_num: int = Column(Integer, nullable=False)
    name: str = Column(Text, nullable=False)  # 材料名称
    need: str = Column(String(1), nullable=False)  # 1必要 2非必要 3容缺后补
    is_received: bool = Column(Boolean, nullable=False, default=False)  # 是否收取
    get_type: str | None = Column(String(1))  # 收取方式 1纸质 2附件上传 3扫描 4容缺后补 5证照库
    get_num: int = Column(Integer, nullable=False, default=0)  # 收取份数
    received_at: datetime | None = Column(UtcDateTime)  # 收取时间
    file_id: str | None = Column(String(64))  # of the upload

    application: Application = relationship("Application", back_populates="materials")
