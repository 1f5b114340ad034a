"""实施主体 and their 办理窗口."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, String
from sqlalchemy.orm import relationship

from bot.db.base import Base, TimestampMixin


class Department(TimestampMixin, Base):
    """实施主体."""

    __tablename__ = "department"

    id: int = Column(Integer, primary_key=True)
    code: str = Column(String(64), nullable=False, unique=True)  # 部门编码
    name: str = Column(String(200), nullable=False)  # 实施主体
    short_name: str = Column(String(100), nullable=False)  # 简称
    dept_type: str = Column(String(2), nullable=False)  # 实施主体性质 A.3
    aliases: list[str] = Column(JSON, nullable=False, default=list)  # 俗称
    duties: list[str] = Column(JSON, nullable=False, default=list)  # 职责词
    address: str = Column(String(500), nullable=False, default="")  # 地址
    hours: str = Column(String(500), nullable=False, default="")  # 办公时间
    phone: str = Column(String(100), nullable=False, default="")  # 电话
    region_code: str = Column(String(12), nullable=False)  # 行政区划代码
    origin: str = Column(String(64), nullable=False, index=True)  # "city", or the name of an import


class Window(TimestampMixin, Base):
    """办理窗口."""

    __tablename__ = "service_window"

    id: int = Column(Integer, primary_key=True)
    code: str = Column(String(64), nullable=False, unique=True)  # 窗口编码
    department_id: int = Column(ForeignKey("department.id"), nullable=False, index=True)
    name: str = Column(String(200), nullable=False)  # 窗口名称
    address: str = Column(String(500), nullable=False)  # 办理地点
    hours: str = Column(String(500), nullable=False, default="")  # 办理时间
    phone: str = Column(String(100), nullable=False, default="")  # 咨询电话
    traffic: str = Column(String(500), nullable=False, default="")  # 交通指引
    origin: str = Column(String(64), nullable=False, index=True)

    department: Department = relationship("Department", lazy="joined", innerjoin=True)
