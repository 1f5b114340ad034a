"""一件事: items that belong to one life event, as a version that never changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)

from bot.db.base import Base, CreatedMixin


class Bundle(CreatedMixin, Base):
    """One version; a draft keeps the one it began with, and that the versions of its items' forms."""

    __tablename__ = "bundle"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        Index(
            "uq_bundle_active",
            "code",
            unique=True,
            sqlite_where=text("is_active"),
            postgresql_where=text("is_active"),
        ),
    )

    id: int = Column(Integer, primary_key=True)
    code: str = Column(String(64), nullable=False, index=True)
    version: int = Column(Integer, nullable=False)
    title: str = Column(String(300), nullable=False)
    body: dict[str, Any] = Column(JSON, nullable=False)  # the file
    forms: dict[str, int] = Column(JSON, nullable=False)  # item code → 表单版本
    checksum: str = Column(String(64), nullable=False)
    is_active: bool = Column(Boolean, nullable=False, default=True)
