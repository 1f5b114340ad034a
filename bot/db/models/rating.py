"""好差评 (国办发〔2019〕51号): one rating a matter, and the rectification of a bad one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import relationship

from bot.db.base import Base, CreatedMixin, TimestampMixin, UtcDateTime
from bot.db.crypto import Encrypted


class Rating(CreatedMixin, Base):
    """评价; 一事一评 is the unique `matter_no`."""

    __tablename__ = "rating"
    __table_args__ = (CheckConstraint("satisfaction BETWEEN 1 AND 5", name="satisfaction"),)

    id: int = Column(Integer, primary_key=True)
    matter_no: str = Column(String(50), nullable=False, unique=True)  # 办件编号, 预约编号 or 工单编号
    matter_kind: str = Column(String(20), nullable=False)  # application, appointment, work_order
    item_code: str | None = Column(String(64), index=True)
    department_code: str | None = Column(String(64), index=True)
    evaluate_channel: str = Column(String(1), nullable=False, default="2")  # 评价渠道
    satisfaction: int = Column(Integer, nullable=False)  # A.8 1非常满意 2满意 3基本满意 4不满意 5非常不满意
    reasons: list[str] = Column(JSON, nullable=False, default=list)  # 二级指标
    comment: str | None = Column(Encrypted("rating.comment"))  # 文字评价
    citizen_id: int | None = Column(ForeignKey("citizen.id"), index=True)
    session_id: str = Column(String(80), nullable=False, index=True)


class Rectification(TimestampMixin, Base):
    """差评整改."""

    __tablename__ = "rectification"

    id: int = Column(Integer, primary_key=True)
    rating_id: int = Column(ForeignKey("rating.id"), nullable=False, unique=True)
    department_code: str | None = Column(String(64), index=True)
    due_on: date = Column(Date, nullable=False)  # 整改期限
    state: str = Column(String(20), nullable=False, default="open", index=True)
    result: str = Column(Text, nullable=False, default="")  # 整改结果
    revisited_at: datetime | None = Column(UtcDateTime)  # 回访时间
    finished_at: datetime | None = Column(UtcDateTime)

    rating: Rating = relationship("Rating")
