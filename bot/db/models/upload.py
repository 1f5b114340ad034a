"""上传文件: what is known of a file a citizen sent; its content lies encrypted outside the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String

from bot.db.base import Base, CreatedMixin, UtcDateTime


class Upload(CreatedMixin, Base):
    """One file of one conversation; it goes with the draft it answers, or when nothing came of it."""

    __tablename__ = "upload"

    id: int = Column(Integer, primary_key=True)
    file_id: str = Column(String(40), nullable=False, unique=True)  # named by the client
    session_id: str = Column(String(80), nullable=False, index=True)  # who sent it: nobody else may use it
    address: str = Column(String(64), nullable=False, index=True)  # keyed hash of conversation and content
    media_type: str = Column(String(30), nullable=False)  # 文件类型
    size: int = Column(Integer, nullable=False)  # bytes, as kept
    hint: str = Column(String(200), nullable=False, default="")  # why it had better be taken again
    application_id: int | None = Column(ForeignKey("application.id"), index=True)  # of the draft it answers
    expires_at: datetime | None = Column(UtcDateTime, index=True)  # null: belongs to a draft or a case
