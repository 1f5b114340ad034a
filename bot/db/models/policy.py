"""政策文件: laws and rules article by article, quoted to citizens word for word."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from bot.db.base import Base, TimestampMixin


class PolicyDocument(TimestampMixin, Base):
    """One version of one document; a later `effective_on` of the same title takes its place on that day."""

    __tablename__ = "policy_document"
    __table_args__ = (UniqueConstraint("title", "effective_on"),)

    id: int = Column(Integer, primary_key=True)
    title: str = Column(String(200), nullable=False)  # 标题
    number: str = Column(String(100), nullable=False, default="")  # 文号; empty where not certain
    issuer: str = Column(String(200), nullable=False)  # 发布机关
    issued_on: date | None = Column(Date)  # 公布日期 of this version
    effective_on: date = Column(Date, nullable=False, index=True)  # 施行日期 of this version
    repealed_on: date | None = Column(Date)  # 废止日期, the first day it is no longer in force
    url: str = Column(String(500), nullable=False)  # 官方网址
    complete: bool = Column(Boolean, nullable=False, default=False)  # 全文收录: all articles are here
    origin: str = Column(String(200), nullable=False)  # "seed", or the file it came from
    checksum: str = Column(String(64), nullable=False)  # of all it holds

    articles: list[PolicyArticle] = relationship(
        "PolicyArticle",
        order_by="PolicyArticle.order_num",
        cascade="all, delete-orphan",
        back_populates="document",
    )


class PolicyArticle(Base):
    """条: the unit that is found and quoted."""

    __tablename__ = "policy_article"
    __table_args__ = (UniqueConstraint("document_id", "no"),)

    id: int = Column(Integer, primary_key=True)
    document_id: int = Column(
        ForeignKey("policy_document.id", ondelete="CASCADE"), nullable=False, index=True
    )
    order_num: int = Column(Integer, nullable=False)
    no: str = Column(String(30), nullable=False)  # 条号: 第十条, 第十条之一
    text: str = Column(Text, nullable=False)  # 条文, 款 and 项 a line each
    chapter: str = Column(String(200), nullable=False, default="")  # 编、章、节
    asks: list[str] = Column(JSON, nullable=False, default=list)  # 市民问法: helps finding, is never shown

    document: PolicyDocument = relationship("PolicyDocument", back_populates="articles")
