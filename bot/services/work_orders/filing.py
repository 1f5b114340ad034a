"""Registering a 诉求, once; 催办 onto the open order."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.crypto import blind_index
from bot.db.models import WorkOrder
from bot.services.calendar.working_days import add_working_days, load_calendar
from bot.services.channels import channel_name
from bot.services.content import CITY_ZONE
from bot.services.matters import ORDER, new_matter_no
from bot.services.work_orders.record import lock_order, order_view, record
from bot.services.work_orders.states import (
    MAY_BE_ANONYMOUS,
    PROMISED_DAYS,
    OrderState,
)
from bot.services.work_orders.views import (
    NewOrder,
    OrderError,
    OrderNotAllowed,
    OrderView,
)

_TRIES = 5
URGE_EVERY = timedelta(hours=24)


def file_order(
    session: Session,
    new: NewOrder,
    *,
    opening_key: str,
    conversation_id: str,
    region_code: str,
    now: datetime,
    channel: str = "web",
) -> OrderView:
    """The order of this opening: the same key always gives the same one. The caller commits, durably."""
    existing = _by_key(session, opening_key)
    if existing is not None:
        return order_view(session, existing, already=True)
    if new.is_anonymous and new.order_type not in MAY_BE_ANONYMOUS:
        raise OrderError(f"{new.order_type}需要留下联系方式，才能答复您。")
    named = not new.is_anonymous
    day = now.astimezone(CITY_ZONE).date()
    due = add_working_days(day, PROMISED_DAYS[new.order_type], load_calendar(session))
    for _ in range(_TRIES):
        order = WorkOrder(
            opening_key=opening_key,
            order_no=new_matter_no(ORDER, region_code, day),
            order_type=new.order_type,
            title=f"{new.order_type}（{channel_name(channel)}）",
            content=new.content,
            location=new.location,
            happened_at=new.happened_at,
            target=new.target,
            citizen_name=new.name if named else None,
            mobile=new.mobile if named else None,
            mobile_index=blind_index(new.mobile, "mobile") if named and new.mobile else None,
            is_anonymous=new.is_anonymous,
            is_secret=new.is_secret,
            need_reply=named,
            proposed_department=new.proposed_department,
            department_code=new.department_code,
            session_id=conversation_id,
            channel=channel,
            region_code=region_code,
            due_at=datetime.combine(due, time(23, 59, 59), CITY_ZONE),
        )
        try:
            with session.begin_nested():
                session.add(order)
        except IntegrityError:
            raced = _by_key(session, opening_key)
            if raced is not None:
                return order_view(session, raced, already=True)
            continue
        record(session, order, "登记", None, "citizen", "", now)
        return order_view(session, order)
    raise RuntimeError("no free order number")


def urge(session: Session, order_id: int, opening_key: str, note: str, now: datetime) -> OrderView:
    """催办: a child of the open order, at most one a day. Raises OrderError when it is closed."""
    order = lock_order(session, order_id)
    state = OrderState(order.state)
    if _by_key(session, opening_key) is not None:
        return order_view(session, order, already=True)
    if not state.is_open:
        raise OrderNotAllowed(state.label, "催办")
    last = session.scalar(select(func.max(WorkOrder.created_at)).where(WorkOrder.parent_id == order.id))
    if last is not None and now - last < URGE_EVERY:
        return order_view(session, order, already=True)
    count = session.scalar(select(func.count()).where(WorkOrder.parent_id == order.id)) or 0
    session.add(
        WorkOrder(
            opening_key=opening_key,
            order_no=f"{order.order_no}-{count + 1}",
            parent_id=order.id,
            order_type=order.order_type,
            title="催办",
            content=note or None,
            department_code=order.department_code,
            session_id=order.session_id,
            channel=order.channel,
            region_code=order.region_code,
            state="closed",
            need_reply=False,
            created_at=now,
        )
    )
    record(session, order, "催办", order.state, "citizen", f"第{count + 1}次催办", now)
    return order_view(session, order)


def _by_key(session: Session, opening_key: str) -> Any:
    return session.scalars(select(WorkOrder).where(col(WorkOrder.opening_key) == opening_key)).first()
