"""Work on the FAQ before it is released: drafts, their history, what a release must not make worse."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import synonym

from bot.db.base import Base, CreatedMixin, UtcDateTime, utc_now
from bot.db.models.drafts import DraftMixin, RevisionMixin


class FaqWork(DraftMixin, Base):
    """工作稿 of one entry; `body`: as FaqRecord."""

    __tablename__ = "faq_work"

    name: str = Column(String(80), nullable=False, unique=True)  # of the entry it is for
    question: str = Column(String(500), nullable=False, default="")  # for lists
    base_version: int | None = Column(Integer)  # of the entry it started from; null = a new entry
    key: str = synonym("name")


class FaqRevision(RevisionMixin, Base):
    """修订 of an entry."""

    __tablename__ = "faq_revision"
    __table_args__ = (UniqueConstraint("name", "sequence"),)

    name: str = Column(String(80), nullable=False)
    key: str = synonym("name")


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
