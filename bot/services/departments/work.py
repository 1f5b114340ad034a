"""工作稿 of a department with its windows. Never over somebody else's words, approved by another person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Department
from bot.services.catalogue.codes import is_code
from bot.services.departments.check import check
from bot.services.departments.desk import COURSE, base_of, body_of, find_department
from bot.services.departments.specs import PLACE
from bot.services.departments.standing import refuse_while_needed
from bot.services.departments.succession import successor_of
from bot.services.drafts.course import WITHDRAW, Body
from bot.services.drafts.errors import WorkError
from bot.services.editing.spec import blank

discard, send_back = COURSE.discard, COURSE.send_back


def create(session: Session, code: str, name: str, by: str, now: datetime) -> None:
    """A new department, to be written. Raises WorkError."""
    name, code = name.strip(), code.strip()
    if not name or len(name) > 200:
        raise WorkError("请写上部门名称，不超过 200 字。")
    if not is_code(code):
        raise WorkError("部门编码用小写字母、数字和连字符，字母开头，不超过 64 位，例如 wl。")
    known = session.scalars(select(Department.code).where(Department.code == code)).first()
    if known is not None or COURSE.find(session, code) is not None:
        raise WorkError(f"编码“{code}”已经有了，请换一个。")
    body = blank(PLACE)
    body["department"] |= {"code": code, "name": name, "short_name": name[:100], "dept_type": "1"}
    _begin(session, code, body, by, now)


def save(session: Session, code: str, content: Body, version: int, by: str, now: datetime) -> int:
    """Writes over draft `version` (0: there was none); the new version. Raises Conflict, WorkError."""
    now_says = _now(session, code)
    work = COURSE.at_version(session, code, version, now_says)
    body = {"department": {**content["department"], "code": code}, "windows": content["windows"]}
    if work is None:
        if now_says is None:
            raise WorkError(f"没有部门“{code}”。")
        COURSE.past.keep_original(session, code, "seed", now_says, now)
        return int(_begin(session, code, body, by, now, base_of(now_says)).version)
    if work.action == WITHDRAW:
        raise WorkError("已申请撤销这个部门，请先放弃申请再修改。")
    COURSE.write(session, work, body, by, now, title=_title(body))
    return int(work.version)


def submit(session: Session, code: str, version: int, by: str, words: str, now: datetime) -> None:
    """提交审核. Raises NotReady with what is wrong, Conflict, WorkError."""
    COURSE.submit(session, code, version, by, words, now, check)


def ask_to_withdraw(
    session: Session, code: str, by: str, words: str, now: datetime, successor: str = ""
) -> None:
    """撤销 the department, to be approved like a change; `successor` then takes over what is open there.

    Raises WorkError with what has to be settled first."""
    department = find_department(session, code)
    if department is None or department.is_withdrawn:
        raise WorkError("这个部门没有在用，不用撤销。")
    if successor:
        successor_of(session, code, successor)
    refuse_while_needed(session, code, successor)
    body = body_of(session, department)
    COURSE.past.keep_original(session, code, "seed", body, now)
    columns = {
        "title": _title(body),
        "department_code": code,
        "base": base_of(body),
        "successor": successor,
    }
    COURSE.ask_to_withdraw(session, code, body, by, words, now, **columns)


def restore(session: Session, code: str, sequence: int, by: str, now: datetime) -> None:
    """恢复: a draft that says what revision `sequence` said. Raises WorkError."""

    def write(work: Any, body: Body) -> None:
        if work is not None:
            COURSE.write(session, work, body, by, now, title=_title(body))
        else:
            _begin(session, code, body, by, now, _base(session, code))

    COURSE.restore(session, code, sequence, by, now, write)


def rebase(session: Session, code: str, version: int, by: str, now: datetime) -> None:
    """The draft stands against the department as it is now. Raises Conflict, WorkError."""
    COURSE.rebase(session, code, version, by, now, base=_base(session, code))


def _begin(session: Session, code: str, body: Body, by: str, now: datetime, base: str = "") -> Any:
    return COURSE.begin(session, code, body, by, now, title=_title(body), department_code=code, base=base)


def _base(session: Session, code: str) -> str:
    return base_of(_now(session, code))


def _now(session: Session, code: str) -> Body | None:
    department = find_department(session, code)
    return body_of(session, department) if department is not None else None


def _title(body: Body) -> str:
    return str(body["department"].get("name") or "")[:200]
