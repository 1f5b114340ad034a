"""Training data being changed in the console, and the models trained from it, kept where every replica finds them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    text,
)
from sqlalchemy.orm import deferred

from bot.db.base import Base, CreatedMixin, TimestampMixin, UtcDateTime, utc_now


class NluWork(TimestampMixin, Base):
    """例句工作稿 of one intent. What a model in use was trained on goes out of here."""

    __tablename__ = "nlu_work"

    id: int = Column(Integer, primary_key=True)
    intent: str = Column(String(80), nullable=False, unique=True)
    examples: list[str] = Column(JSON, nullable=False)
    version: int = Column(Integer, nullable=False, default=1)  # optimistic lock: adds one with every save
    editors: list[str] = Column(JSON, nullable=False, default=list)  # who may not let a model of it into use
    edited_by: str = Column(String(100), nullable=False)


class ModelRun(CreatedMixin, Base):
    """训练 of one model, or only a measurement: what it is made of, how good it is, and the model itself."""

    __tablename__ = "model_run"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'ready', 'measured', 'failed', 'broken')", name="state"),
        Index(
            "uq_model_run_active",
            "is_active",
            unique=True,
            sqlite_where=text("is_active"),
            postgresql_where=text("is_active"),
        ),
    )

    id: int = Column(Integer, primary_key=True)
    started_by: str = Column(String(100), nullable=False)
    trains: bool = Column(Boolean, nullable=False, default=True)  # false: cross-validation alone
    state: str = Column(String(10), nullable=False, default="running")
    stage: str = Column(String(60), nullable=False, default="")
    done: int = Column(Integer, nullable=False, default=0)
    total: int = Column(Integer, nullable=False, default=0)
    seen_at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)  # alive: it says so
    base: str = Column(String(64), nullable=False, default="")  # fingerprint of the software it fits
    examples: dict[str, list[str]] = Column(JSON, nullable=False)  # intents that differ from the files
    editors: list[str] = Column(JSON, nullable=False, default=list)
    report: dict[str, Any] = Column(JSON, nullable=False, default=dict)
    error: str = Column(String(500), nullable=False, default="")
    checksum: str | None = Column(String(64))  # SHA-256 of the archive
    signature: str | None = Column(String(64))  # HMAC-SHA-256 of the archive: only what is ours is loaded
    archive: bytes | None = deferred(Column(LargeBinary))  # Rasa's model file
    is_active: bool = Column(Boolean, nullable=False, default=False)
    activated_by: str | None = Column(String(100))
    activated_at: datetime | None = Column(UtcDateTime)
