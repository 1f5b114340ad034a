"""Work on the FAQ before it is released: drafts, their history, what a release must not make worse."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

from bot.db.base import Base, CreatedMixin, TimestampMixin, UtcDateTime, utc_now


class FaqWork(TimestampMixin, Base):
    """工作稿: one entry being changed. What is approved goes into `faq_entry` and the row is gone."""

    __tablename__ = "faq_work"
    __table_args__ = (CheckConstraint("state IN ('editing', 'submitted', 'returned')", name="state"),)

    id: int = Column(Integer, primary_key=True)
    name: str = Column(String(80), nullable=False, unique=True)  # of the entry it is for
    action: str = Column(String(10), nullable=False, default="change")  # change, or withdraw (撤下)
    body: dict[str, Any] = Column(JSON, nullable=False)  # as FaqRecord, however unfinished
    question: str = Column(String(500), nullable=False, default="")  # for lists
    department_code: str = Column(String(64), nullable=False, default="", index=True)
    state: str = Column(String(10), nullable=False, default="editing", index=True)  # 编辑中 待审核 已退回
    version: int = Column(Integer, nullable=False, default=1)  # optimistic lock: adds one with every save
    base_version: int | None = Column(Integer)  # of the entry it started from; null = a new entry
    editors: list[str] = Column(JSON, nullable=False, default=list)  # who may not approve it
    edited_by: str = Column(String(100), nullable=False)
    submitted_at: datetime | None = Column(UtcDateTime)
    note: str = Column(Text, nullable=False, default="")  # 修改说明, or the reviewer's reason


class FaqRevision(Base):
    """修订: what an entry said when something happened to it. Append-only."""

    __tablename__ = "faq_revision"
    __table_args__ = (UniqueConstraint("name", "sequence"),)

    id: int = Column(Integer, primary_key=True)
    name: str = Column(String(80), nullable=False)
    sequence: int = Column(Integer, nullable=False)
    at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)
    actor: str = Column(String(100), nullable=False)
    action: str = Column(String(20), nullable=False)  # 原版 提交审核 通过 退回 放弃 恢复 导入 撤下 紧急发布
    body: dict[str, Any] = Column(JSON, nullable=False)
    note: str = Column(Text, nullable=False, default="")


class FaqGate(CreatedMixin, Base):
    """发布检查: one run over what would be released; only exactly that may be released after it passes."""

    __tablename__ = "faq_gate"

    id: int = Column(Integer, primary_key=True)
    started_by: str = Column(String(100), nullable=False)
    state: str = Column(String(10), nullable=False, default="running")  # running passed failed broken
    stage: str = Column(String(60), nullable=False, default="")
    done: int = Column(Integer, nullable=False, default=0)
    total: int = Column(Integer, nullable=False, default=0)
    seen_at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)  # alive: it says so each second
    digest: str = Column(String(64), nullable=False, default="")  # of the entries that were checked
    report: dict[str, Any] = Column(JSON, nullable=False, default=dict)


class GoldenQuestion(CreatedMixin, Base):
    """必答问题: a question and what has to answer it, whatever is released."""

    __tablename__ = "golden_question"

    id: int = Column(Integer, primary_key=True)
    text: str = Column(String(200), nullable=False, unique=True)
    kind: str = Column(String(10), nullable=False)  # faq, item
    key: str = Column(String(80), nullable=False)  # FAQ name, item code
    added_by: str = Column(String(100), nullable=False)


class FaqEmergency(CreatedMixin, Base):
    """紧急发布: released without review and gate, reviewed afterwards by somebody else."""

    __tablename__ = "faq_emergency"

    id: int = Column(Integer, primary_key=True)
    release_id: int = Column(ForeignKey("faq_release.id"), nullable=False, index=True)
    before_sequence: int | None = Column(Integer)  # the release to go back to
    name: str = Column(String(80), nullable=False)
    reason: str = Column(Text, nullable=False)
    actor: str = Column(String(100), nullable=False)
    reviewed_by: str | None = Column(String(100))
    reviewed_at: datetime | None = Column(UtcDateTime)
    verdict: str | None = Column(String(10))  # 认可, 撤销


class IgnoredQuestion(CreatedMixin, Base):
    """不再提示: a question of citizens (masked) that staff have decided not to answer."""

    __tablename__ = "ignored_question"
    __table_args__ = (Index("uq_ignored_question_key", "key", unique=True),)

    id: int = Column(Integer, primary_key=True)
    key: str = Column(String(200), nullable=False)  # services/content.py: text_key
    text: str = Column(String(500), nullable=False)
    ignored_by: str = Column(String(100), nullable=False)
