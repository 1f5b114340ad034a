"""表单定义: the questions, fields and attachments that a guided application of an item asks for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import relationship

from bot.db.base import Base, CreatedMixin
from bot.db.models.service_item import ServiceItem


class FormDefinition(CreatedMixin, Base):
    """One version of an item's form; a changed form is a new row: a draft keeps the one it began with."""

    __tablename__ = "form_definition"
    __table_args__ = (
        UniqueConstraint("item_id", "version"),
        Index(
            "uq_form_definition_active",
            "item_id",
            unique=True,
            sqlite_where=text("is_active"),
            postgresql_where=text("is_active"),
        ),
    )

    id: int = Column(Integer, primary_key=True)
    item_id: int = Column(ForeignKey("service_item.id"), nullable=False, index=True)
    version: int = Column(Integer, nullable=False)
    body: dict[str, Any] = Column(JSON, nullable=False)
    checksum: str = Column(String(64), nullable=False)
    is_active: bool = Column(Boolean, nullable=False, default=True)

    item: ServiceItem = relationship("ServiceItem")
