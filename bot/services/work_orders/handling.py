"""What staff, and the citizen who called it in, do with an order: each step allowed or refused, recorded, told."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import WorkOrder
from bot.services.content import CITY_ZONE
from bot.services.work_orders.record import lock_order, order_view, record
from bot.services.work_orders.states import ACTIONS, NEXT, OrderState
from bot.services.work_orders.views import OrderError, OrderNotAllowed, OrderView

_NEEDS_A_REASON = frozenset({OrderState.REFUSED, OrderState.REPLIED})


def move(
    session: Session,
    order_id: int,
    to_state: OrderState,
    actor: str,
    now: datetime,
    note: str = "",
    *,
    department_code: str | None = None,
) -> OrderView:
    """受理, 派单, 签收, 办理, 反馈, 办结, 不予受理. Raises OrderNotAllowed, and OrderError without the words it needs.

    The note of a 反馈 is what the citizen reads; `department_code` goes with 派单.
    """
    order = lock_order(session, order_id)
    before = OrderState(order.state)
    if to_state not in NEXT[before]:
        raise OrderNotAllowed(before.label, ACTIONS.get(to_state, to_state.label))
    if to_state in _NEEDS_A_REASON and not note.strip():
        raise OrderError(f"“{ACTIONS[to_state]}”要写明理由或答复内容。")
    if to_state is OrderState.DISPATCHED:
        order.department_code = department_code or order.department_code
        if not order.department_code:
            raise OrderError("派单要指定承办单位。")
    if to_state is OrderState.REPLIED:
        order.feedback = note
    order.state = to_state.value
    if to_state in (OrderState.CLOSED, OrderState.REFUSED, OrderState.WITHDRAWN):
        order.finished_at = now
    if to_state is OrderState.HANDLING:
        order.finished_at = None
    record(session, order, ACTIONS[to_state], before.value, actor, note, now)
    return order_view(session, order)


def withdraw(session: Session, order_id: int, now: datetime) -> OrderView:
    """撤回, by who called it in; twice is once. Raises OrderNotAllowed."""
    order = lock_order(session, order_id)
    if order.state == OrderState.WITHDRAWN:
        return order_view(session, order, already=True)
    return move(session, order_id, OrderState.WITHDRAWN, "citizen", now)


def extend(session: Session, order_id: int, due_on: date, reason: str, actor: str, now: datetime) -> None:
    """延期, with the reason the citizen can read."""
    order = lock_order(session, order_id)
    state = OrderState(order.state)
    if not state.is_open:
        raise OrderNotAllowed(state.label, "延期")
    if not reason.strip() or order.due_at is None or due_on <= order.due_at.astimezone(CITY_ZONE).date():
        raise OrderError("延期要写明理由，新期限要晚于原期限。")
    order.due_at = datetime.combine(due_on, time(23, 59, 59), CITY_ZONE)
    order.extended_reason = reason
    record(session, order, "延期", order.state, actor, f"延期至{due_on:%Y-%m-%d}：{reason}", now)


def revisit(session: Session, order_id: int, solved: bool, now: datetime) -> OrderView:
    """回访: solved, or back to who handles it (重办)."""
    order = lock_order(session, order_id)
    if order.state == OrderState.REVISITED:
        return order_view(session, order, already=True)
    said = "群众反映已解决" if solved else "群众反映未解决，退回重办"
    view = move(session, order_id, OrderState.REVISITED, "citizen", now, said)
    return view if solved else move(session, order_id, OrderState.HANDLING, "system", now, "重办")


def overdue(session: Session, now: datetime) -> list[str]:
    """The numbers of open orders past their day, the oldest first."""
    open_states = [state.value for state in OrderState if state.is_open]
    return list(
        session.scalars(
            select(WorkOrder.order_no)
            .where(
                col(WorkOrder.state).in_(open_states),
                col(WorkOrder.parent_id).is_(None),
                col(WorkOrder.due_at) < now,
            )
            .order_by(WorkOrder.due_at)
        )
    )
