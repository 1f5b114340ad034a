"""What the city sets while the house runs: every value there ever was, the newest of a name counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, Integer, String, UniqueConstraint

from bot.db.base import Base, CreatedMixin


class HouseSetting(CreatedMixin, Base):
    """运行设置: one change of one setting. Append-only; a name without a row has its default."""

    __tablename__ = "house_setting"
    __table_args__ = (UniqueConstraint("name", "number"),)  # of two changes at once, one is refused

    id: int = Column(Integer, primary_key=True)
    name: str = Column(String(40), nullable=False)
    number: int = Column(Integer, nullable=False)  # 第几次修改, from 1
    value: Any = Column(JSON, nullable=False)  # services/house/schema.py
    changed_by: str = Column(String(100), nullable=False)
    reason: str = Column(String(200), nullable=False)
