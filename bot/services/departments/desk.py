"""A department with its windows as somebody finds it at the editor: its draft where there is one, and what it says now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Department, DepartmentRevision, DepartmentWork, Window
from bot.services.catalogue.convert import department_body, window_body
from bot.services.catalogue.record import CITY, checksum
from bot.services.drafts.course import Body, Course
from bot.services.drafts.errors import WorkError
from bot.services.drafts.past import Past
from bot.services.drafts.seen import Seen, seen

# A body is {"department": as DepartmentFile, "windows": [as WindowFile]}.
WITHDRAWN = "withdrawn"
COURSE = Course(DepartmentWork, Past(DepartmentRevision), "department", "department", "这个部门", "撤销")


@dataclass(frozen=True, kw_only=True)
class Desk(Seen):
    """`body` is the draft where there is one, `live` what citizens get now (None: nothing yet, or withdrawn)."""

    code: str
    live: Body | None
    is_withdrawn: bool
    successor: str  # code of who takes over, or has taken over; empty: nobody


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    phone: str
    windows: int
    state: str  # of the draft; empty: none; WITHDRAWN: none, and the department is no more
    at: datetime | None
    edited_by: str
    heir: str = ""  # the name of who has taken over


def desk(session: Session, code: str) -> Desk:
    """Raises WorkError for a code nobody knows."""
    department, work = find_department(session, code), COURSE.find(session, code)
    if department is None and work is None:
        raise WorkError(f"没有部门“{code}”。")
    now = body_of(session, department) if department is not None else None
    outdated = work is not None and base_of(now) != work.base
    at = department.updated_at if department is not None else None
    gone = department is not None and department.is_withdrawn
    successor = work.successor if work is not None else department.successor
    live = None if gone else now
    return Desk(code=code, live=live, is_withdrawn=gone, successor=successor, **seen(work, now, at, outdated))


def listed(session: Session) -> list[Row]:
    """Every department of the city, and those being begun, by name."""
    drafts: dict[str, Any] = {work.code: work for work in session.scalars(select(DepartmentWork))}
    windows: dict[int, int] = dict(
        session.execute(
            select(Window.department_id, func.count())
            .where(Window.origin == CITY, ~Window.is_closed)
            .group_by(Window.department_id)
        ).all()
    )
    rows = []
    departments = list(session.scalars(select(Department).where(Department.origin == CITY)))
    names = {department.code: department.name for department in departments}
    for department in departments:
        work = drafts.pop(department.code, None)
        rows.append(
            Row(
                department.code,
                department.name,
                department.phone,
                windows.get(department.id, 0),
                work.state if work is not None else WITHDRAWN if department.is_withdrawn else "",
                (work or department).updated_at,
                (work or department).edited_by or "",
                names.get(department.successor, "") if department.is_withdrawn else "",
            )
        )
    rows += [
        Row(work.code, work.title, "", len(work.body["windows"]), work.state, work.updated_at, work.edited_by)
        for work in drafts.values()
    ]
    return sorted(rows, key=lambda row: (row.state == WITHDRAWN, not row.state, row.name))


def base_of(body: Body | None) -> str:
    """What a draft remembers of the text it was begun from; empty for a new department."""
    return checksum(body) if body is not None else ""


def find_department(session: Session, code: str, hold: bool = False) -> Any:
    query = select(Department).where(Department.code == code, Department.origin == CITY)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).first()


def body_of(session: Session, department: Any) -> Body:
    return {
        "department": department_body(department),
        "windows": [window_body(window) for window in open_windows(session, department.id)],
    }


def open_windows(session: Session, department_id: int) -> list[Any]:
    query = select(Window).where(
        Window.department_id == department_id, Window.origin == CITY, ~Window.is_closed
    )
    return list(session.scalars(query.order_by(Window.order_num, Window.id)))
