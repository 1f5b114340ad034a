"""Drafts of departments with their windows, and what each said before."""

from __future__ import annotations

from sqlalchemy import Column, String, UniqueConstraint
from sqlalchemy.orm import synonym

from bot.db.base import Base
from bot.db.models.drafts import DraftMixin, RevisionMixin


class DepartmentWork(DraftMixin, Base):
    """工作稿 of a 部门 and its 窗口; `body`: {"department": as DepartmentFile, "windows": [as WindowFile]}."""

    __tablename__ = "department_work"

    code: str = Column(String(64), nullable=False, unique=True)  # 部门编码
    title: str = Column(String(200), nullable=False, default="")  # for lists
    base: str = Column(String(64), nullable=False, default="")  # checksum of the live text it started from
    successor: str = Column(
        String(64), nullable=False, default="", server_default=""
    )  # 承接部门 of a withdrawal: the code of who takes over what is open
    key: str = synonym("code")


class DepartmentRevision(RevisionMixin, Base):
    """修订 of a department and its windows."""

    __tablename__ = "department_revision"
    __table_args__ = (UniqueConstraint("code", "sequence"),)

    code: str = Column(String(64), nullable=False)
    key: str = synonym("code")
