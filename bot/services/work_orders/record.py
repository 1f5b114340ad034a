"""The one place where a work order changes its state: the event, and the notice that goes out with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Department, WorkOrder, WorkOrderEvent
from bot.db.numbering import next_number
from bot.services.content import CITY_ZONE
from bot.services.identity.mask import mask_text
from bot.services.notices.queue import queue
from bot.services.work_orders.states import OrderState
from bot.services.work_orders.views import OrderEventView, OrderView


def lock_order(session: Session, order_id: int) -> Any:
    return session.scalars(
        select(WorkOrder)
        .where(WorkOrder.id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def record(
    session: Session, order: Any, action: str, before: str | None, actor: str, note: str, now: datetime
) -> None:
    """Appends the event of what `order` is now; who wants no reply gets no notice."""
    sequence = next_number(session, WorkOrderEvent.sequence, WorkOrderEvent.order_id == order.id)
    session.add(
        WorkOrderEvent(
            order_id=order.id,
            sequence=sequence,
            at=now,
            actor=actor,
            action=action,
            from_state=before,
            to_state=order.state,
            note=mask_text(note),
        )
    )
    changed = before != order.state
    queue(
        session,
        f"work_order.{order.state if changed else 'noted'}",
        f"work_order:{order.id}:{sequence}",
        {"matter_no": order.order_no, "state": order.state, "action": action},
        session_id=order.session_id if changed and order.need_reply else None,  # None: for staff
        due_at=now,
    )
    session.flush()


def record_passing(session: Session, order: Any, to: Any, actor: str, note: str, now: datetime) -> None:
    """It is department `to`'s from now on, in the state it is in; a 催办 is told of by its order."""
    record(session, order, "移交", order.state, actor, note, now)
    if order.parent_id is None and order.need_reply:
        queue(
            session,
            "work_order.passed_on",
            f"work_order:{order.id}:passed_on:{to.code}:{now.isoformat()}",
            {"matter_no": order.order_no, "state": order.state, "department": to.name},
            session_id=order.session_id,
            due_at=now,
        )


def order_view(session: Session, order: Any, already: bool = False) -> OrderView:
    events = session.scalars(
        select(WorkOrderEvent).where(WorkOrderEvent.order_id == order.id).order_by(WorkOrderEvent.sequence)
    )
    urged = session.scalar(select(func.count()).where(WorkOrder.parent_id == order.id))
    name = session.scalar(select(Department.name).where(Department.code == order.department_code))
    state = OrderState(order.state)
    return OrderView(
        id=order.id,
        order_no=order.order_no,
        order_type=order.order_type,
        state=state.value,
        label=state.label,
        department=name or "12345 政务服务便民热线",
        due_on=order.due_at.astimezone(CITY_ZONE).date() if order.due_at else None,
        is_open=state.is_open,
        feedback=order.feedback or "",
        urged=int(urged or 0),
        events=tuple(
            OrderEventView(each.at, each.action, OrderState(each.to_state).label, each.note)
            for each in events
        ),
        already=already,
    )
