"""审核 of a department: what a second person approves is said to citizens at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.services.appointments.realign import realign
from bot.services.catalogue.convert import department_row
from bot.services.catalogue.record import CITY
from bot.services.catalogue.schema import DepartmentFile, WindowFile
from bot.services.catalogue.store_department import store_department
from bot.services.catalogue.upsert import bump_version
from bot.services.departments.check import check
from bot.services.departments.desk import COURSE, base_of, body_of, find_department, open_windows
from bot.services.departments.standing import refuse_while_needed
from bot.services.departments.succession import pass_on, successor_of
from bot.services.drafts.course import WITHDRAW, Body
from bot.services.drafts.errors import NotReady, WorkError


def approve(session: Session, code: str, version: int, by: str, region_code: str, now: datetime) -> int:
    """The draft is the department, and its windows the windows, from now on; the caller commits.

    How many bookings lost their time: whoever made them is told. `region_code`: of a new department. Raises Conflict,
    NotReady, WorkError.
    """
    work = COURSE.to_approve(session, code, version, by)
    department = find_department(session, code, hold=True)
    live = body_of(session, department) if department is not None else None
    if base_of(live) != work.base:
        raise WorkError("这一稿开始之后，部门又有了新内容，请退回编辑核对。")
    if work.action == WITHDRAW:
        _withdraw(session, department, work.successor, by, now)
    else:
        region_code = department.region_code if department is not None else region_code
        _put(session, work, by, region_code)
    displaced = sum(realign(session, each, now, by) for each in rescheduled(live, _now(session, code)))
    bump_version(session)
    COURSE.approved(session, work, work.body, by, now, displaced)
    return displaced


def rescheduled(old: Body | None, new: Body | None) -> list[str]:
    """Codes of the windows that were open before, and are closed or open at other times now."""
    then, now = (
        {each["code"]: each["hours"] for each in (body or {"windows": []})["windows"]} for body in (old, new)
    )
    return sorted(code for code, hours in then.items() if now.get(code) != hours)


def _put(session: Session, work: Any, by: str, region_code: str) -> None:
    findings = check(session, work.code, work.body)
    if findings:
        raise NotReady(findings)
    row = department_row(DepartmentFile.model_validate(work.body["department"]), region_code)
    windows = [WindowFile.model_validate(each) for each in work.body["windows"]]
    store_department(session, CITY, row, windows, by)


def _withdraw(session: Session, department: Any, successor: str, by: str, now: datetime) -> None:
    """Offered no more, and its windows closed or its successor's; every row stays for the name of what was done there."""
    to = successor_of(session, department.code, successor, hold=True) if successor else None
    refuse_while_needed(session, department.code, successor)
    if to is not None:
        pass_on(session, department, to, by, now)
    for window in open_windows(session, department.id):
        window.is_closed = True
    department.is_withdrawn, department.edited_by = True, by
    session.flush()


def _now(session: Session, code: str) -> Body:
    return body_of(session, find_department(session, code))
