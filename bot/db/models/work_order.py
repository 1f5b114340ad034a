"""诉求工单: consultation, request, complaint, report, suggestion, praise."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import relationship

from bot.db.base import Base, TimestampMixin, UtcDateTime, utc_now
from bot.db.crypto import Encrypted, index_of


class WorkOrder(TimestampMixin, Base):
    """工单 in the 12345 flow: 受理→派单→签收→办理→反馈→办结→回访."""

    __tablename__ = "work_order"

    id: int = Column(Integer, primary_key=True)
    opening_key: str = Column(String(64), nullable=False, unique=True)  # one opening of a form files once
    order_no: str = Column(String(50), nullable=False, unique=True)  # 工单编号
    parent_id: int | None = Column(ForeignKey("work_order.id"), index=True)  # 催办 belongs to the open order
    order_type: str = Column(String(10), nullable=False, index=True)  # 咨询/求助/投诉/举报/建议/表扬
    title: str = Column(String(200), nullable=False)  # 标题, no personal data
    content: str | None = Column(Encrypted("work_order.content"))  # 诉求内容
    location: str | None = Column(Encrypted("work_order.location"))  # 事发地点
    happened_at: str | None = Column(Encrypted("work_order.happened_at"))  # 事发时间, in the citizen's words
    target: str | None = Column(Encrypted("work_order.target"))  # 被反映单位或个人
    citizen_id: int | None = Column(ForeignKey("citizen.id"), index=True)
    citizen_name: str | None = Column(Encrypted("work_order.citizen_name"))  # 姓名
    mobile: str | None = Column(Encrypted("work_order.mobile"))  # 手机号
    mobile_index: str | None = Column(String(64), index=True, info=index_of("mobile", "mobile"))
    is_anonymous: bool = Column(Boolean, nullable=False, default=False)  # 匿名
    is_secret: bool = Column(Boolean, nullable=False, default=False)  # 是否保密
    need_reply: bool = Column(Boolean, nullable=False, default=True)  # 是否需要回复
    proposed_department: str | None = Column(String(64))  # what the router proposed
    department_code: str | None = Column(String(64), index=True)  # 承办单位
    session_id: str = Column(String(80), nullable=False, index=True)
    channel: str = Column(String(30), nullable=False, default="web")  # 来源
    region_code: str = Column(String(12), nullable=False)
    state: str = Column(String(20), nullable=False, default="pending", index=True)
    due_at: datetime | None = Column(UtcDateTime, index=True)  # 承诺时限
    extended_reason: str = Column(Text, nullable=False, default="")  # 延期理由
    feedback: str | None = Column(Text)  # 答复内容
    finished_at: datetime | None = Column(UtcDateTime)  # 办结时间
    version: int = Column(Integer, nullable=False, default=1)  # optimistic lock

    events: list[WorkOrderEvent] = relationship(
        "WorkOrderEvent", order_by="WorkOrderEvent.id", back_populates="order"
    )

    __mapper_args__ = {"version_id_col": version}


class WorkOrderEvent(Base):
    """工单流转: append-only."""

    __tablename__ = "work_order_event"
    __table_args__ = (UniqueConstraint("order_id", "sequence"),)

    id: int = Column(Integer, primary_key=True)
    order_id: int = Column(ForeignKey("work_order.id"), nullable=False, index=True)
    sequence: int = Column(Integer, nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)
    actor: str = Column(String(100), nullable=False)
    action: str = Column(String(20), nullable=False)  # 受理, 派单, 签收, 催办 …
    from_state: str | None = Column(String(20))
    to_state: str = Column(String(20), nullable=False)
    note: str = Column(Text, nullable=False, default="")

    order: WorkOrder = relationship("WorkOrder", back_populates="events")
