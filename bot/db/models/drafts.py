"""The columns that every table of 工作稿 has, and every table of 修订. A table adds what its thing is known by, as `key`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Integer, String, Text
from sqlalchemy.orm import declared_attr

from bot.db.base import TimestampMixin, UtcDateTime, utc_now


class DraftMixin(TimestampMixin):
    """工作稿: one thing being changed. What is approved goes to where it is live and the row is gone."""

    key: str  # the column it is known by, as a synonym

    id: int = Column(Integer, primary_key=True)
    action: str = Column(String(10), nullable=False, default="change")  # change, or withdraw (撤下, 取消)
    body: dict[str, Any] = Column(JSON, nullable=False)  # however unfinished
    department_code: str = Column(String(64), nullable=False, default="", index=True)
    state: str = Column(String(10), nullable=False, default="editing", index=True)  # 编辑中 待审核 已退回
    version: int = Column(Integer, nullable=False, default=1)  # optimistic lock: adds one with every save
    editors: list[str] = Column(JSON, nullable=False, default=list)  # who may not approve it
    edited_by: str = Column(String(100), nullable=False)
    submitted_at: datetime | None = Column(UtcDateTime)
    note: str = Column(Text, nullable=False, default="")  # 修改说明, or the reviewer's reason

    @declared_attr
    def __table_args__(cls) -> Any:
        return (CheckConstraint("state IN ('editing', 'submitted', 'returned')", name="state"),)


class RevisionMixin:
    """修订: what a thing said when something happened to it. Append-only."""

    key: str  # the column it is known by, as a synonym

    id: int = Column(Integer, primary_key=True)
    sequence: int = Column(Integer, nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)
    actor: str = Column(String(100), nullable=False)
    action: str = Column(String(20), nullable=False)  # 原版 提交审核 通过 退回 放弃 恢复 取消 撤下 …
    body: dict[str, Any] = Column(JSON, nullable=False)
    note: str = Column(Text, nullable=False, default="")
