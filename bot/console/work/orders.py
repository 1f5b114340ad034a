"""诉求工单: what is late first; accepted, dispatched, answered, extended — each step with the words it needs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.download import XLSX, download
from bot.console.faq.desk import departments
from bot.console.pages import moment, page
from bot.console.work.shared import Officer, must_be_mine, short_names
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.audit.record import record as audit
from bot.services.casework import orders
from bot.services.casework.table import A_PAGE, MOST_EXPORTED, workbook
from bot.services.content import read_day, today
from bot.services.staff.errors import StaffError
from bot.services.staff.sessions import Current
from bot.services.work_orders import handling
from bot.services.work_orders.states import ACTIONS, OrderState
from bot.services.work_orders.views import OrderError

router = APIRouter(prefix="/orders")
# What is written with a step; the citizen reads it.
WORDS = {
    OrderState.REPLIED: "答复内容",
    OrderState.REFUSED: "理由",
}


@router.get("")
def listed(
    me: Officer, q: str = "", due: str = "open", kind: str = "", department: str = "", p: int = 1
) -> Response:
    asked = _asked(me, q, due, kind, department, max(1, min(p, 10_000)))
    with read_session() as session:
        rows, total = orders.listed(session, asked, utc_now())
        late = orders.overdue(session, me.departments, utc_now())
        names = short_names(session)
    kept = {"q": q, "due": asked.due, "kind": kind, "department": department}
    return page(
        me,
        "work/orders.html",
        rows=rows,
        total=total,
        late=late,
        asked=asked,
        names=names,
        dues=orders.DUES,
        types=[(each, each) for each in orders.TYPES],
        mine=[(code, name) for code, name in names.items() if me.covers(code)],
        query=urlencode(kept),
        pages=max(1, -(-total // A_PAGE)),
    )


@router.get("/export.xlsx")
def export(me: Officer, q: str = "", due: str = "open", kind: str = "", department: str = "") -> Response:
    asked = _asked(me, q, due, kind, department, 1)
    with read_session() as session:
        rows, _ = orders.listed(session, asked, utc_now(), MOST_EXPORTED)
        names = short_names(session)
    with write_session() as session:
        audit(session, me.actor, "order.export", "", {"rows": len(rows), "due": asked.due})
    headings = ["工单编号", "类型", "诉求", "承办单位", "状态", "登记时间", "期限", "超期", "催办次数"]
    cells = [
        [r.order_no, r.order_type, r.told or r.title, names.get(r.department, r.department), r.state.label,
         moment(r.filed_at), moment(r.due_at), "是" if r.is_overdue else "", r.urged]
        for r in rows
    ]  # fmt: skip
    return download(workbook("诉求工单", headings, cells), f"诉求工单-{today()}.xlsx", XLSX)


@router.get("/{order_no}")
def one(order_no: str, me: Officer) -> Response:
    return _page(me, order_no, in_full=False)


@router.post("/{order_no}/full")
def in_full(order_no: str, me: Officer, form: Form) -> Response:
    """Everything as it was told: who looked stands in the audit log."""
    with write_session() as session:
        _mine(session, me, order_no)
        audit(session, me.actor, "order.reveal", order_no)
    return _page(me, order_no, in_full=True)


@router.post("/{order_no}/extend")
def extend(order_no: str, me: Officer, form: Form) -> Response:
    def do(session: Session) -> str:
        row = _mine(session, me, order_no)
        try:
            due_on = read_day(form.text("due_on"))
        except ValueError:
            raise StaffError("新期限请写成 2026-01-31 的样子。") from None
        handling.extend(session, row.id, due_on, form.text("words")[:1000], me.actor, utc_now())
        audit(session, me.actor, "order.extend", order_no, {"due_on": due_on.isoformat()})
        return f"已延期到 {due_on}。"

    return deed(me, f"/staff/orders/{order_no}", do, OrderError)


@router.post("/{order_no}/{step}")
def move(order_no: str, step: str, me: Officer, form: Form) -> Response:
    left: list[bool] = []

    def do(session: Session) -> str:
        row = _mine(session, me, order_no)
        if step not in {each.value for each in ACTIONS}:
            raise StaffError("没有这个操作。")
        state = OrderState(step)
        if state in (OrderState.WITHDRAWN, OrderState.REVISITED):
            raise StaffError("这一步由市民来做。")
        department = form.text("department") or None
        if department is not None and department not in departments(session):
            raise StaffError("没有这个承办单位。")
        handling.move(
            session, row.id, state, me.actor, utc_now(), form.text("words")[:2000], department_code=department
        )
        audit(session, me.actor, "order.step", order_no, {"to": state.value, "department": department})
        left.append(not me.covers(row.department_code))
        return f"已{ACTIONS[state]}。"

    answer = deed(me, f"/staff/orders/{order_no}", do, OrderError)
    if left == [True]:  # dispatched to another department: no longer this person's
        answer.headers["location"] = "/staff/orders"
    return answer


def _asked(me: Current, q: str, due: str, kind: str, department: str, p: int) -> orders.Asked:
    return orders.Asked(q, due if due in orders.DUES else "open", kind, department, p, me.departments)


def _page(me: Current, order_no: str, in_full: bool) -> Response:
    with read_session() as session:
        row = _mine(session, me, order_no)
        found = orders.file_of(session, row, utc_now(), in_full)
        names, all_of_them = short_names(session), departments(session)
    return page(
        me,
        "work/order.html",
        file=found,
        names=names,
        departments=all_of_them,
        in_full=in_full,
        actions=ACTIONS,
        words=WORDS,
    )


def _mine(session: Session, me: Current, order_no: str) -> Any:
    row = orders.find(session, order_no)
    if row is None:
        raise StaffError(f"没有工单 {order_no}。")
    must_be_mine(me, row.department_code)
    return row
