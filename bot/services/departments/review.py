"""审核 of a department: what a second person approves is said to citizens at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.services import content
from bot.services.appointments.slots import keep_within_hours
from bot.services.catalogue.convert import department_row
from bot.services.catalogue.record import CITY
from bot.services.catalogue.schema import DepartmentFile, WindowFile
from bot.services.catalogue.store_department import store_department
from bot.services.catalogue.upsert import bump_version
from bot.services.departments.check import check
from bot.services.departments.desk import COURSE, base_of, body_of, find_department
from bot.services.drafts.errors import NotReady, WorkError


def approve(session: Session, code: str, version: int, by: str, region_code: str, now: datetime) -> None:
    """The draft is the department, and its windows the windows, from now on; the caller commits.

    `region_code`: of a new department. Raises Conflict, NotReady, WorkError.
    """
    work = COURSE.to_approve(session, code, version, by)
    department = find_department(session, code, hold=True)
    live = body_of(session, department) if department is not None else None
    if base_of(live) != work.base:
        raise WorkError("这一稿开始之后，部门又有了新内容，请退回编辑核对。")
    findings = check(session, code, work.body)
    if findings:
        raise NotReady(findings)
    region_code = department.region_code if department is not None else region_code
    row = department_row(DepartmentFile.model_validate(work.body["department"]), region_code)
    windows = [WindowFile.model_validate(each) for each in work.body["windows"]]
    store_department(session, CITY, row, windows, by)
    before = {each["code"]: each["hours"] for each in (live or {"windows": []})["windows"]}
    for window in windows:
        if before.get(window.code) not in (None, window.hours):
            keep_within_hours(session, window.code, content.today())
    bump_version(session)
    COURSE.approved(session, work, work.body, by, now)
