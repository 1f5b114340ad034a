"""诉求工单 for officers: the list, overdue first, and one order with what may be done with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case as either
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import WorkOrder
from bot.services.casework.table import A_PAGE, a_page, number_of
from bot.services.identity.mask import mask_address, mask_mobile, mask_name, mask_text
from bot.services.work_orders.record import order_view
from bot.services.work_orders.states import NEXT, PROMISED_DAYS, OrderState
from bot.services.work_orders.views import OrderView

TYPES = tuple(PROMISED_DAYS)
OPEN = tuple(state.value for state in OrderState if state.is_open)
DUES = {"open": "未办结", "overdue": "已超期", "closed": "已结束", "all": "全部"}
_EXCERPT = 60
_OF_THE_CITIZEN = (OrderState.WITHDRAWN, OrderState.REVISITED)


@dataclass(frozen=True)
class Asked:
    words: str = ""
    due: str = "open"
    order_type: str = ""
    department: str = ""
    page: int = 1
    departments: Collection[str] = ()


@dataclass(frozen=True)
class Row:
    order_no: str
    order_type: str
    title: str
    told: str  # the beginning, masked
    department: str
    state: OrderState
    filed_at: datetime
    due_at: datetime | None
    is_overdue: bool
    urged: int


@dataclass(frozen=True)
class OrderFile:
    """What the citizen told, masked unless asked for in full."""

    view: OrderView
    title: str
    told: tuple[tuple[str, str], ...]
    department: str
    proposed: str
    is_overdue: bool
    may: tuple[OrderState, ...]
    extended: str


def listed(session: Session, asked: Asked, now: datetime, limit: int = A_PAGE) -> tuple[list[Row], int]:
    """(a page, how many there are): open ones by their day, then the others, newest first."""
    conditions = list(_conditions(asked, now))
    total = number_of(session, WorkOrder, conditions)
    child = WorkOrder.__table__.alias("child")
    urged = (
        select(func.count()).where(child.c.parent_id == WorkOrder.id).correlate(WorkOrder).scalar_subquery()
    )
    query = (
        select(WorkOrder, urged)
        .where(*conditions)
        .order_by(
            either((col(WorkOrder.state).in_(OPEN), 0), else_=1),
            either((col(WorkOrder.due_at).is_(None), 1), else_=0),
            WorkOrder.due_at,
            col(WorkOrder.id).desc(),
        )
    )
    return [
        _row(order, int(times), now) for order, times in session.execute(a_page(query, asked.page, limit))
    ], total


def overdue(session: Session, departments: Collection[str], now: datetime) -> int:
    conditions = _conditions(Asked(due="overdue", departments=departments), now)
    return number_of(session, WorkOrder, conditions)


def find(session: Session, order_no: str) -> Any:
    """The row, or None."""
    return session.scalars(select(WorkOrder).where(WorkOrder.order_no == order_no)).first()


def file_of(session: Session, row: Any, now: datetime, in_full: bool = False) -> OrderFile:
    state = OrderState(row.state)
    masks: Any = (str,) * 6
    if not in_full:
        masks = (mask_text, mask_address, mask_text, mask_text, mask_name, mask_mobile)
    told = (
        ("诉求内容", row.content),
        ("事发地点", row.location),
        ("事发时间", row.happened_at),
        ("被反映对象", row.target),
        ("姓名", row.citizen_name),
        ("手机", row.mobile),
    )
    shown = [(label, mask(value)) for (label, value), mask in zip(told, masks, strict=True) if value]
    if row.is_anonymous:
        shown.append(("身份", "匿名"))
    if row.is_secret:
        shown.append(("保密", "要求对被反映单位保密"))
    return OrderFile(
        view=order_view(session, row),
        title=row.title,
        told=tuple(shown),
        department=row.department_code or "",
        proposed=row.proposed_department or "",
        is_overdue=_is_overdue(row, now),
        may=tuple(each for each in OrderState if each in NEXT[state] and each not in _OF_THE_CITIZEN),
        extended=row.extended_reason,
    )


def _conditions(asked: Asked, now: datetime) -> Iterator[Any]:
    state = col(WorkOrder.state)
    yield col(WorkOrder.parent_id).is_(None)  # 催办 stands with its order
    if asked.departments:
        yield col(WorkOrder.department_code).in_(sorted(asked.departments))
    words = asked.words.strip()
    if words:
        like = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        yield or_(
            col(WorkOrder.order_no).like(like.upper(), escape="\\"),
            col(WorkOrder.title).like(like, escape="\\"),
        )
    if asked.order_type in TYPES:
        yield WorkOrder.order_type == asked.order_type
    if asked.department:
        yield WorkOrder.department_code == asked.department
    if asked.due in ("open", "overdue"):
        yield state.in_(OPEN)
    if asked.due == "overdue":
        yield col(WorkOrder.due_at) < now
    if asked.due == "closed":
        yield state.not_in(OPEN)


def _row(row: Any, urged: int, now: datetime) -> Row:
    return Row(
        order_no=row.order_no,
        order_type=row.order_type,
        title=row.title,
        told=mask_text(row.content or "").replace("\n", " ")[:_EXCERPT],
        department=row.department_code or "",
        state=OrderState(row.state),
        filed_at=row.created_at,
        due_at=row.due_at,
        is_overdue=_is_overdue(row, now),
        urged=urged,
    )


def _is_overdue(row: Any, now: datetime) -> bool:
    return row.due_at is not None and row.due_at < now and row.state in OPEN
