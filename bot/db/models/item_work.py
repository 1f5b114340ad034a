"""Work on the catalogue before it is live: drafts of items with their forms, and what each item said before."""

from __future__ import annotations

from sqlalchemy import Column, String, UniqueConstraint
from sqlalchemy.orm import synonym

from bot.db.base import Base
from bot.db.models.drafts import DraftMixin, RevisionMixin


class ItemWork(DraftMixin, Base):
    """工作稿 of a 事项 and its form; `body`: {"item": …, "form": … or null}."""

    __tablename__ = "item_work"

    code: str = Column(String(64), nullable=False, unique=True)  # 事项编码
    title: str = Column(String(300), nullable=False, default="")  # for lists
    base: str = Column(String(64), nullable=False, default="")  # checksum of the live text it started from
    key: str = synonym("code")


class ItemRevision(RevisionMixin, Base):
    """修订 of an item and its form."""

    __tablename__ = "item_revision"
    __table_args__ = (UniqueConstraint("code", "sequence"),)

    code: str = Column(String(64), nullable=False)
    key: str = synonym("code")
