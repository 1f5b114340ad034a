"""实施主体 and their 办理窗口."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, false
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
    edited_by: str | None = Column(
        String(100)
    )  # who approved it and its windows in the console; null = as imported
    is_withdrawn: bool = Column(
        Boolean, nullable=False, default=False, server_default=false()
    )  # 已撤销: offered no more, kept for the name of what was done there
    successor: str = Column(String(64), nullable=False, default="", server_default="")  # 承接部门, its code


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
    order_num: int = Column(Integer, nullable=False, default=0, server_default="0")  # in its department
    is_closed: bool = Column(
        Boolean, nullable=False, default=False, server_default=false()
    )  # 已撤销: kept for what was booked there

    department: Department = relationship("Department", lazy="joined", innerjoin=True)
