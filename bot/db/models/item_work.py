"""Work on the catalogue before it is live: drafts of items with their forms, and what each item said before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Integer, String, Text, UniqueConstraint

from bot.db.base import Base, TimestampMixin, UtcDateTime, utc_now


class ItemWork(TimestampMixin, Base):
    """工作稿 of a 事项 and its form. What is approved goes into the catalogue and the row is gone."""

    __tablename__ = "item_work"
    __table_args__ = (CheckConstraint("state IN ('editing', 'submitted', 'returned')", name="state"),)

    id: int = Column(Integer, primary_key=True)
    code: str = Column(String(64), nullable=False, unique=True)  # 事项编码
    action: str = Column(String(10), nullable=False, default="change")  # change, or withdraw (取消)
    body: dict[str, Any] = Column(JSON, nullable=False)  # {"item": …, "form": … or null}, however unfinished
    title: str = Column(String(300), nullable=False, default="")  # for lists
    department_code: str = Column(String(64), nullable=False, index=True)
    state: str = Column(String(10), nullable=False, default="editing", index=True)  # 编辑中 待审核 已退回
    version: int = Column(Integer, nullable=False, default=1)  # optimistic lock: adds one with every save
    base: str = Column(String(64), nullable=False, default="")  # checksum of the live text it started from
    editors: list[str] = Column(JSON, nullable=False, default=list)  # who may not approve it
    edited_by: str = Column(String(100), nullable=False)
    submitted_at: datetime | None = Column(UtcDateTime)
    note: str = Column(Text, nullable=False, default="")  # 修改说明, or the reviewer's reason


class ItemRevision(Base):
    """修订: what an item and its form said when something happened to them. Append-only."""

    __tablename__ = "item_revision"
    __table_args__ = (UniqueConstraint("code", "sequence"),)

    id: int = Column(Integer, primary_key=True)
    code: str = Column(String(64), nullable=False)
    sequence: int = Column(Integer, nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)
    actor: str = Column(String(100), nullable=False)
    action: str = Column(String(20), nullable=False)  # 原版 提交审核 通过 退回 放弃 恢复 取消
    body: dict[str, Any] = Column(JSON, nullable=False)
    note: str = Column(Text, nullable=False, default="")
