"""What changes whenever the catalogue changes, in one row."""

from __future__ import annotations

from sqlalchemy import Column, Integer

from bot.db.base import Base, TimestampMixin


class CatalogueState(TimestampMixin, Base):
    """The single row (id 1) whose `version` every import that changed something adds one to."""

    __tablename__ = "catalogue_state"

    id: int = Column(Integer, primary_key=True)
    version: int = Column(Integer, nullable=False, default=0)
