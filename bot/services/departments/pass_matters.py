"""移交 of what is being dealt with: open cases, work orders, 差评整改 and messages are another department's from now on.

Nothing else about them changes, their promised day least of all. Whoever waits for a case or an order is told.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Application, Handover, Rectification, WorkOrder
from bot.services.applications import history
from bot.services.applications.states import State
from bot.services.casework.cases import OPEN as OPEN_CASES
from bot.services.casework.orders import OPEN as OPEN_ORDERS
from bot.services.handover.record import event
from bot.services.handover.states import State as HandoverState
from bot.services.work_orders import record as orders


def pass_matters(session: Session, old: Any, to: Any, by: str, now: datetime) -> dict[str, int]:
    """How many of each kind went from department `old` to department `to`; the caller commits."""
    note = f"机构调整，由“{old.name}”移交“{to.name}”继续办理"
    return {
        "cases": _cases(session, old.code, to, by, note, now),
        "orders": _orders(session, old.code, to, by, note, now),
        "rectifications": _rectifications(session, old.code, to.code),
        "messages": _messages(session, old.code, to.code, by, now),
    }


def _cases(session: Session, code: str, to: Any, by: str, note: str, now: datetime) -> int:
    """What is not filed yet goes along in silence."""
    session.execute(
        update(Application)
        .where(Application.department_code == code, Application.state == State.DRAFT.value)
        .values(department_code=to.code)
        .execution_options(synchronize_session=False)
    )
    is_open = col(Application.state).in_([each.value for each in OPEN_CASES])
    rows = _held(session, Application, Application.department_code == code, is_open)
    for case in rows:
        case.department_code = to.code
        history.record_passing(session, case, to, by, note, now)
    return len(rows)


def _orders(session: Session, code: str, to: Any, by: str, note: str, now: datetime) -> int:
    is_open = col(WorkOrder.state).in_(OPEN_ORDERS)
    session.execute(
        update(WorkOrder)
        .where(WorkOrder.proposed_department == code, is_open)
        .values(proposed_department=to.code)
        .execution_options(synchronize_session=False)
    )
    rows = _held(session, WorkOrder, WorkOrder.department_code == code, is_open)
    for order in rows:
        order.department_code = to.code
        orders.record_passing(session, order, to, by, note, now)
    return len(rows)


def _rectifications(session: Session, code: str, to: str) -> int:
    rows = _held(session, Rectification, Rectification.department_code == code, Rectification.state == "open")
    for task in rows:
        task.department_code = to
    return len(rows)


def _messages(session: Session, code: str, to: str, by: str, now: datetime) -> int:
    left = HandoverState.LEFT
    rows = _held(session, Handover, Handover.group_code == code, Handover.state == left.value)
    for row in rows:
        row.group_code = to
        event(session, row.id, by, "pass_on", left, now, to)
    return len(rows)


def _held(session: Session, table: Any, *conditions: Any) -> list[Any]:
    """In one order, so that two who hold them meet at the first."""
    query = select(table).where(*conditions).order_by(table.id).with_for_update(of=table)
    return list(session.scalars(query.execution_options(populate_existing=True)))
