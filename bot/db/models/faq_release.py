"""FAQ releases: immutable copies of the entries; going back is activating an older one."""

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
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import relationship

from bot.db.base import Base, CreatedMixin


class FaqRelease(CreatedMixin, Base):
    """One published state of the whole FAQ; exactly one is active."""

    __tablename__ = "faq_release"
    __table_args__ = (
        Index(
            "uq_faq_release_active",
            "is_active",
            unique=True,
            sqlite_where=text("is_active"),
            postgresql_where=text("is_active"),
        ),
    )

    id: int = Column(Integer, primary_key=True)
    sequence: int = Column(Integer, nullable=False, unique=True)  # 发布序号
    created_by: str = Column(String(100), nullable=False)  # 发布人
    note: str = Column(Text, nullable=False, default="")  # 发布说明
    checksum: str = Column(String(64), nullable=False)  # of the entries
    is_active: bool = Column(Boolean, nullable=False, default=False)

    entries: list[FaqReleaseEntry] = relationship(
        "FaqReleaseEntry", order_by="FaqReleaseEntry.name", back_populates="release"
    )


class FaqReleaseEntry(Base):
    """The copy of one entry in one release."""

    __tablename__ = "faq_release_entry"
    __table_args__ = (UniqueConstraint("release_id", "name"),)

    id: int = Column(Integer, primary_key=True)
    release_id: int = Column(ForeignKey("faq_release.id"), nullable=False, index=True)
    name: str = Column(String(80), nullable=False)
    snapshot: dict[str, Any] = Column(JSON, nullable=False)

    release: FaqRelease = relationship("FaqRelease", back_populates="entries")


@event.listens_for(FaqReleaseEntry, "before_update")
@event.listens_for(FaqReleaseEntry, "before_delete")
def _refuse_change(_mapper: Any, _connection: Any, entry: FaqReleaseEntry) -> None:
    raise ValueError(f"发布版本中的条目不能修改：{entry.name}")
