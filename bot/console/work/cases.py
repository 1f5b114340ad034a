"""办件: what is late first; a step with its reason, 补正 all at once, everything the applicant is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.access import Form, Posted, deed
from bot.console.download import XLSX, download
from bot.console.pages import day, moment, page
from bot.console.work.shared import Officer, must_be_mine, short_names
from bot.db.base import utc_now
from bot.db.models import Upload
from bot.db.session import read_session, write_session
from bot.services.applications import handling
from bot.services.applications.corrections import Asked as AskedFor
from bot.services.applications.errors import ApplicationError
from bot.services.applications.states import State
from bot.services.audit.record import record as audit
from bot.services.casework import cases
from bot.services.casework.table import A_PAGE, MOST_EXPORTED, workbook
from bot.services.channels import channel_name
from bot.services.content import today
from bot.services.staff.errors import StaffError
from bot.services.staff.sessions import Current
from bot.services.uploads import store
from bot.services.uploads.refusal import NoSuchFile

router = APIRouter(prefix="/cases")
# 状态 → (what the button says, what the words are for, whether they are needed)
STEPS = {
    State.ACCEPTED: ("受理", "说明", False),
    State.NOT_ACCEPTED: ("不予受理", "理由", True),
    State.CORRECTION: ("要求补正", "补充说明", False),
    State.IN_PROGRESS: ("继续办理", "说明", False),
    State.SUSPENDED: ("转入特别程序", "特别程序的名称，例如：专家评审", True),
    State.COMPLETED: ("办结", "办理结果：领什么、在哪里领", True),
    State.RETURNED: ("退件", "理由", True),
}
_Step = Callable[[Session, int, str, datetime, str], None]
_DO: dict[State, _Step] = {
    State.ACCEPTED: handling.accept,
    State.NOT_ACCEPTED: handling.refuse,
    State.IN_PROGRESS: handling.resume,
    State.SUSPENDED: handling.suspend,
    State.COMPLETED: handling.complete,
    State.RETURNED: handling.send_back,
}


@router.get("")
def listed(me: Officer, q: str = "", due: str = "open", state: str = "", p: int = 1) -> Response:
    asked = cases.Asked(
        q, due if due in cases.DUES else "open", state, max(1, min(p, 10_000)), me.departments
    )
    with read_session() as session:
        rows, total = cases.listed(session, asked, today())
        late = cases.overdue(session, me.departments, today())
        names = short_names(session)
    return page(
        me,
        "work/cases.html",
        rows=rows,
        total=total,
        late=late,
        asked=asked,
        names=names,
        dues=cases.DUES,
        query=urlencode({"q": q, "due": asked.due, "state": state}),
        pages=max(1, -(-total // A_PAGE)),
        states=[(each.value, each.label) for each in State if each not in cases.HIDDEN],
    )


@router.get("/export.xlsx")
def export(me: Officer, q: str = "", due: str = "open", state: str = "") -> Response:
    asked = cases.Asked(q, due if due in cases.DUES else "open", state, 1, me.departments)
    with read_session() as session:
        rows, _ = cases.listed(session, asked, today(), MOST_EXPORTED)
        names = short_names(session)
    with write_session() as session:
        audit(session, me.actor, "case.export", "", {"rows": len(rows), "due": asked.due})
    headings = ["办件编号", "事项", "受理单位", "申请人", "状态", "申请时间", "承诺办结", "剩余天数", "来源"]
    cells = [
        [r.case_no, r.item_name, names.get(r.department, r.department), r.applicant, r.state.label,
         moment(r.filed_at), day(r.promised_on), r.days_left, channel_name(r.channel)]
        for r in rows
    ]  # fmt: skip
    return download(workbook("办件", headings, cells), f"办件-{today()}.xlsx", XLSX)


@router.get("/{case_no}")
def one(case_no: str, me: Officer) -> Response:
    return _page(me, case_no, in_full=False)


@router.post("/{case_no}/full")
def in_full(case_no: str, me: Officer, form: Form) -> Response:
    """Everything as the applicant wrote it: who looked stands in the audit log."""
    with write_session() as session:
        _mine(session, me, case_no)
        audit(session, me.actor, "case.reveal", case_no)
    return _page(me, case_no, in_full=True)


@router.get("/{case_no}/files/{file_id}")
def attachment(case_no: str, file_id: str, me: Officer) -> Response:
    with read_session() as session:
        row = _mine(session, me, case_no)
        upload = session.scalars(
            select(Upload).where(Upload.file_id == file_id, Upload.application_id == row.id)
        ).first()
        if upload is None:
            raise StaffError("没有这个文件。")
    try:
        content = store.read(upload.address)
    except NoSuchFile as error:
        raise StaffError(str(error)) from None
    with write_session() as session:
        audit(session, me.actor, "case.file", case_no, {"file": file_id[:40]})
    ending = {"application/pdf": "pdf", "image/png": "png"}.get(upload.media_type, "jpg")
    return download(content, f"{case_no}.{ending}", "application/octet-stream")


@router.post("/{case_no}/{step}")
def move(case_no: str, step: str, me: Officer, form: Form) -> Response:
    def do(session: Session) -> str:
        row = _mine(session, me, case_no)
        if step not in {each.value for each in STEPS}:
            raise StaffError("没有这个操作。")
        state, words = State(step), form.text("words")[:1000]
        if state is State.CORRECTION:
            handling.ask_to_correct(
                session, row.id, me.actor, utc_now(), _asked_for(session, row, form), words
            )
        else:
            _DO[state](session, row.id, me.actor, utc_now(), words)
        audit(session, me.actor, "case.step", case_no, {"to": state.value})
        return f"已{STEPS[state][0]}，申请人会收到通知。"

    return deed(me, f"/staff/cases/{case_no}", do, ApplicationError)


def _asked_for(session: Session, row: Any, form: Posted) -> list[AskedFor]:
    """The ticked fields and materials, each with why."""
    found = cases.file_of(session, row, today())
    asked = [
        AskedFor("field", field.key, field.label, form.text(f"why_{field.key}")[:200])
        for field in found.fields
        if field.key in form.all("field")
    ]
    return asked + [
        AskedFor("material", f"m_{m.order_num}", m.name, form.text(f"why_m_{m.order_num}")[:200])
        for m in found.materials
        if f"m_{m.order_num}" in form.all("material")
    ]


def _page(me: Current, case_no: str, in_full: bool) -> Response:
    with read_session() as session:
        row = _mine(session, me, case_no)
        found = cases.file_of(session, row, today(), in_full)
        names = short_names(session)
    return page(me, "work/case.html", file=found, names=names, in_full=in_full, steps=STEPS)


def _mine(session: Session, me: Current, case_no: str) -> Any:
    row = cases.find(session, case_no)
    if row is None:
        raise StaffError(f"没有办件 {case_no}。")
    must_be_mine(me, row.department_code)
    return row
