"""The rows that belong to one 事项: 材料, 收费, 办理环节 and its 窗口."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Text
from sqlalchemy.orm import relationship

from bot.db.base import Base
from bot.db.models.department import Window


class Material(Base):
    """申请材料 of an item."""

    __tablename__ = "material"

    id: int = Column(Integer, primary_key=True)
    item_id: int = Column(ForeignKey("service_item.id", ondelete="CASCADE"), nullable=False, index=True)
    order_num: int = Column(Integer, nullable=False)
    name: str = Column(Text, nullable=False)  # 材料名称 material_name
    need: str = Column(String(1), nullable=False)  # 是否必要 1必要 2非必要 3容缺后补
    material_type: str = Column(String(1), nullable=False)  # 材料类型
    original: int = Column(Integer, nullable=False, default=0)  # 原件份数
    copies: int = Column(Integer, nullable=False, default=0)  # 复印件份数
    source_type: str = Column(String(2), nullable=False)  # 来源渠道
    shared: bool = Column(Boolean, nullable=False, default=False)  # 可由数据共享免交
    when: str = Column("applies_when", Text, nullable=False, default="")  # 适用情形
    shown_if: dict[str, Any] | None = Column(
        JSON
    )  # 适用情形 by the answers in the form: {"key", "in"}, or under "all" or "any"
    note: str = Column(Text, nullable=False, default="")  # 填报须知

    item = relationship("ServiceItem", back_populates="materials")


class Fee(Base):
    """收费项目 of an item."""

    __tablename__ = "fee"

    id: int = Column(Integer, primary_key=True)
    item_id: int = Column(ForeignKey("service_item.id", ondelete="CASCADE"), nullable=False, index=True)
    order_num: int = Column(Integer, nullable=False)
    name: str = Column(String(200), nullable=False)  # 收费项目名称 fee_name
    standard: str = Column(Text, nullable=False)  # 收费标准 fee_stand
    amount_fen: int | None = Column(Integer)  # 金额 (分); null = the rule names no single figure
    unit: str = Column(String(50), nullable=False, default="")  # 计费单位
    reducible: bool = Column(Boolean, nullable=False, default=False)  # 可减免 is_desc
    when: str = Column("applies_when", Text, nullable=False, default="")  # 适用情形
    note: str = Column(Text, nullable=False, default="")  # 减免说明

    item = relationship("ServiceItem", back_populates="fees")


class Step(Base):
    """办理环节 (handle_flow) of an item."""

    __tablename__ = "step"

    id: int = Column(Integer, primary_key=True)
    item_id: int = Column(ForeignKey("service_item.id", ondelete="CASCADE"), nullable=False, index=True)
    order_num: int = Column(Integer, nullable=False)
    name: str = Column(String(200), nullable=False)  # 环节名称
    text: str = Column(Text, nullable=False)  # 环节说明

    item = relationship("ServiceItem", back_populates="steps")


class ItemWindow(Base):
    """A 窗口 that serves an item."""

    __tablename__ = "item_window"

    item_id: int = Column(ForeignKey("service_item.id", ondelete="CASCADE"), primary_key=True)
    window_id: int = Column(ForeignKey("service_window.id"), primary_key=True, index=True)
    order_num: int = Column(Integer, nullable=False)

    item = relationship("ServiceItem", back_populates="windows")
    window: Window = relationship("Window", lazy="joined", innerjoin=True)
