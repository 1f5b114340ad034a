"""The trained router of complaints, kept where every replica finds it."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String

from bot.db.base import Base, TimestampMixin


class RoutingModel(TimestampMixin, Base):
    """分办模型; the newest row is in use, older ones are kept to go back to."""

    __tablename__ = "routing_model"

    id: int = Column(Integer, primary_key=True)
    checksum: str = Column(String(64), nullable=False, unique=True)  # of what it was trained on
    examples: int = Column(Integer, nullable=False)
    confirmed: int = Column(Integer, nullable=False)  # of these, work orders whose department staff confirmed
    body: bytes = Column(LargeBinary, nullable=False)  # bot/services/routing/model.py: dump
