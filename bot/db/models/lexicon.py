"""同义词 that staff have changed, over those of the files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Integer, String, Text

from bot.db.base import Base, CreatedMixin, UtcDateTime


class LexiconChange(CreatedMixin, Base):
    """One group of words as somebody wants it. What is live stays until another change of the same group is."""

    __tablename__ = "lexicon_change"
    __table_args__ = (CheckConstraint("state IN ('submitted', 'live', 'past', 'refused')", name="state"),)

    id: int = Column(Integer, primary_key=True)
    table: str = Column(  # 同义词 方言 拼音和英文: services/lexicon/tables.py
        "word_table", String(10), nullable=False, default="synonyms", server_default="synonyms"
    )
    official: str = Column(String(60), nullable=False, index=True)  # 规范说法, what the group is known by
    words: list[str] = Column(JSON, nullable=False)  # 市民的说法; empty = the group is gone
    loose: bool = Column(Boolean, nullable=False, default=False)  # only resembling each other
    before: list[str] = Column(
        JSON, nullable=False
    )  # the words when the change was made; empty = a new group
    state: str = Column(String(10), nullable=False, default="submitted", index=True)
    author: str = Column(String(100), nullable=False)  # who may not approve it
    note: str = Column(Text, nullable=False, default="")  # why, or the reviewer's reason
    report: dict[str, Any] = Column(JSON, nullable=False, default=dict)  # which questions it changes
    decided_by: str | None = Column(String(100))
    decided_at: datetime | None = Column(UtcDateTime, index=True)
