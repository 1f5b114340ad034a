"""政策问答: the working copy that staff edit."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import relationship

from bot.db.base import Base, TimestampMixin


class FaqEntry(TimestampMixin, Base):
    """One question with its reviewed answer. What citizens see is the copy in the active release."""

    __tablename__ = "faq_entry"
    __table_args__ = (CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),)

    id: int = Column(Integer, primary_key=True)
    name: str = Column(String(80), nullable=False, unique=True)  # stable; the part after ``faq/``
    question: str = Column(String(200), nullable=False)  # 标准问题
    answer: str = Column(Text, nullable=False)  # 回答
    department_code: str = Column(String(64), nullable=False, index=True)  # 责任部门
    category: str = Column(String(200), nullable=False)  # 分类
    item_code: str | None = Column(String(64), index=True)  # 事项
    audience: list[str] = Column(JSON, nullable=False, default=list)  # 适用对象; empty = everyone
    region: str | None = Column(String(100))  # 适用地区; null = the whole city
    source: dict[str, Any] = Column(JSON, nullable=False)  # 依据: title, doc_no, article, url
    valid_from: date | None = Column(Date)  # 生效日期
    valid_to: date | None = Column(Date)  # 失效日期, the last day it may be served
    checked_on: date = Column(Date, nullable=False)  # 核对日期
    state: str = Column(String(12), nullable=False, default="draft", index=True)  # 草稿 / 已发布 / 已撤下
    version: int = Column(Integer, nullable=False, default=1)  # adds one with every change
    origin: str = Column(String(64), nullable=False, default="staff")  # file or person it came from
    import_checksum: str | None = Column(
        String(64)
    )  # of the body as last imported; differs once staff edit it

    similar: list[FaqQuestion] = relationship(
        "FaqQuestion", order_by="FaqQuestion.order_num", cascade="all, delete-orphan", back_populates="entry"
    )


class FaqQuestion(Base):
    """相似问法 of an entry."""

    __tablename__ = "faq_question"
    __table_args__ = (UniqueConstraint("entry_id", "text"),)

    id: int = Column(Integer, primary_key=True)
    entry_id: int = Column(ForeignKey("faq_entry.id", ondelete="CASCADE"), nullable=False, index=True)
    order_num: int = Column(Integer, nullable=False)
    text: str = Column(String(200), nullable=False)

    entry: FaqEntry = relationship("FaqEntry", back_populates="similar")
