"""事项, with the field names of GB/T 39046-2020 and of the exchange schema."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import relationship

from bot.db.base import Base, TimestampMixin
from bot.db.models.department import Department
from bot.db.models.item_parts import Fee, ItemWindow, Material, Step

_PARTS = "all, delete-orphan"


class ServiceItem(TimestampMixin, Base):
    """事项. Rows are never deleted: a withdrawn item keeps its row with `task_state` 3."""

    __tablename__ = "service_item"
    __table_args__ = (UniqueConstraint("region_code", "code"),)

    id: int = Column(Integer, primary_key=True)
    code: str = Column(String(64), nullable=False, index=True)  # 事项编码 (实施编码 task_code)
    name: str = Column(String(300), nullable=False)  # 事项名称 task_name
    region_code: str = Column(String(12), nullable=False)  # 行政区划代码
    region_name: str = Column(String(100), nullable=False)  # 行政区划
    department_id: int = Column(ForeignKey("department.id"), nullable=False, index=True)  # 实施主体
    origin: str = Column(String(64), nullable=False, index=True)  # "city", or the name of an import
    task_state: str = Column(String(1), nullable=False, default="1")  # 事项状态 1在用 2暂停 3取消
    task_version: int = Column(Integer, nullable=False, default=1)  # 事项版本
    checksum: str = Column(
        String(64), nullable=False
    )  # of the imported body: an unchanged item is not written
    edited_by: str | None = Column(String(100))  # who approved it in the console; null = as imported
    aliases: list[str] = Column(JSON, nullable=False, default=list)  # 俗称
    task_type: str = Column(String(2), nullable=False)  # 事项类型 A.1
    use_level: str = Column(String(1), nullable=False)  # 行使层级 A.2
    audience: list[str] = Column(JSON, nullable=False, default=list)  # 服务对象 A.4
    project_type: str = Column(String(1), nullable=False)  # 办件类型 A.6
    handle_forms: list[str] = Column(JSON, nullable=False, default=list)  # 办理形式 A.5
    topics: list[str] = Column(JSON, nullable=False, default=list)  # 主题
    summary: str = Column(Text, nullable=False, default="")  # 简介
    by_law: list[dict[str, Any]] = Column(JSON, nullable=False, default=list)  # 设定依据
    accept_condition: list[str] = Column(JSON, nullable=False, default=list)  # 受理条件
    who: str = Column(Text, nullable=False, default="")  # 谁能办、能否代办
    is_fee: bool | None = Column(Boolean)  # 是否收费; null = not certain
    fee_basis: dict[str, Any] | None = Column(JSON)  # 收费依据
    fee_explain: str = Column(Text, nullable=False, default="")  # 收费说明
    anticipate_days: int | None = Column(Integer)  # 法定办结时限
    anticipate_day_type: str | None = Column(String(6))  # 工作日 or 自然日
    anticipate_explain: str = Column(Text, nullable=False, default="")  # 法定办结时限说明
    result: dict[str, Any] = Column(JSON, nullable=False, default=dict)  # 审批结果
    special: list[str] = Column(JSON, nullable=False, default=list)  # 注意事项
    related: list[str] = Column(JSON, nullable=False, default=list)  # 相关事项
    source: dict[str, Any] = Column(JSON, nullable=False, default=dict)  # 信息来源
    valid_from: date | None = Column(Date)  # 计划生效日期
    valid_to: date | None = Column(Date)  # 计划取消日期
    promise_days: int | None = Column(Integer)  # 承诺办结时限
    promise_day_type: str | None = Column(String(6))  # 工作日 or 自然日
    is_online: bool = Column(Boolean, nullable=False, default=False)  # 是否网办
    online_depth: str | None = Column(String(1))  # 网上办理深度
    online_url: str | None = Column(String(500))  # 网办地址
    limit_scene_num: int | None = Column(Integer)  # 到现场次数
    is_schedule: bool = Column(Boolean, nullable=False, default=False)  # 可预约
    handle_area: str = Column(String(100), nullable=False, default="")  # 通办范围
    consult_phone: str = Column(String(100), nullable=False, default="")  # 咨询电话
    supervise_phone: str = Column(String(100), nullable=False, default="")  # 监督投诉电话

    department: Department = relationship("Department", lazy="joined", innerjoin=True)
    materials: list[Material] = relationship(
        "Material", order_by="Material.order_num", cascade=_PARTS, back_populates="item"
    )
    fees: list[Fee] = relationship("Fee", order_by="Fee.order_num", cascade=_PARTS, back_populates="item")
    steps: list[Step] = relationship("Step", order_by="Step.order_num", cascade=_PARTS, back_populates="item")
    windows: list[ItemWindow] = relationship(
        "ItemWindow", order_by="ItemWindow.order_num", cascade=_PARTS, back_populates="item"
    )
