"""工作稿 of the catalogue: an item and its form being changed. Never over somebody else's words, approved by another person."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Department
from bot.services.catalogue.codes import is_code
from bot.services.catalogue.record import CITY
from bot.services.drafts.course import WITHDRAW, Body
from bot.services.drafts.errors import WorkError
from bot.services.editing.check import check, check_withdrawal
from bot.services.editing.desk import (
    COURSE,
    WITHDRAWN,
    base_of,
    blank_body,
    body_of,
    desk,
    find_item,
    find_work,
)

discard = COURSE.discard


def create(
    session: Session, code: str, name: str, department: str, by: str, now: datetime, like: str = ""
) -> None:
    """A new item, to be written, on the pattern of the item `like` where one is named. Raises WorkError."""
    name, code = name.strip(), code.strip()
    owner = _owner(session, department)
    if not name or len(name) > 300:
        raise WorkError("请写上事项名称，不超过 300 字。")
    if not is_code(code):
        raise WorkError("事项编码用小写字母、数字和连字符，字母开头，不超过 64 位，例如 wl-venue。")
    if find_item(session, code) is not None or find_work(session, code) is not None:
        raise WorkError(f"编码“{code}”已经有了，请换一个。")
    body = blank_body(code, name, owner)
    pattern = find_item(session, like) if like else None
    if pattern is not None:  # its names are its own
        body = body_of(session, pattern)
        body["item"] |= {"code": code, "name": name, "aliases": [], "related": [like]}
    _begin(session, code, body, department, by, now)


def save(
    session: Session,
    code: str,
    part: str,
    content: dict[str, Any] | None,
    version: int,
    by: str,
    now: datetime,
) -> int:
    """Writes `part` ("item" or "form") of draft `version` (0: there was none); the new version.

    Raises Conflict and WorkError.
    """
    found = desk(session, code)
    work = COURSE.at_version(session, code, version, found.body)
    if part == "item" and content is not None:
        content = {**content, "code": code}
    body = {**copy.deepcopy(found.body), part: content}
    if work is None:
        COURSE.past.keep_original(session, code, "seed", found.body, now)
        return int(_begin(session, code, body, found.department, by, now, base_of(found.body)).version)
    if work.action == WITHDRAW:
        raise WorkError("已申请取消这个事项，请先放弃申请再修改。")
    COURSE.write(session, work, body, by, now, title=_title(body))
    return int(work.version)


def move(session: Session, code: str, department: str, version: int, by: str, now: datetime) -> None:
    """换部门: the item is `department`'s once that is approved. Raises Conflict, WorkError."""
    _owner(session, department)
    found = desk(session, code)
    work = COURSE.at_version(session, code, version, found.body)
    if department == found.department:
        raise WorkError("已经是这个部门了。")
    if work is None:
        COURSE.past.keep_original(session, code, "seed", found.body, now)
        _begin(session, code, found.body, department, by, now, base_of(found.body))
        return
    if work.action == WITHDRAW:
        raise WorkError("已申请取消这个事项，请先放弃申请再修改。")
    COURSE.write(session, work, work.body, by, now, department_code=department)


def submit(session: Session, code: str, version: int, by: str, words: str, now: datetime) -> None:
    """提交审核. Raises NotReady with what is wrong, Conflict, WorkError."""
    COURSE.submit(session, code, version, by, words, now, check)


def ask_to_withdraw(session: Session, code: str, by: str, words: str, now: datetime) -> None:
    """取消 the item, to be approved like a change. Raises WorkError."""
    item = find_item(session, code)
    if item is None or item.task_state == WITHDRAWN:
        raise WorkError("这个事项没有在用，不用取消。")
    needed = check_withdrawal(session, code)
    if needed:
        raise WorkError(f"还不能取消：{'；'.join(needed[:5])}。请先改好。")
    body, department = body_of(session, item), desk(session, code).department
    COURSE.past.keep_original(session, code, "seed", body, now)
    COURSE.ask_to_withdraw(
        session,
        code,
        body,
        by,
        words,
        now,
        title=_title(body),
        department_code=department,
        base=base_of(body),
    )


def restore(session: Session, code: str, sequence: int, by: str, now: datetime) -> None:
    """恢复: a draft that says what revision `sequence` said. Raises WorkError."""

    def write(work: Any, body: Body) -> None:
        item = find_item(session, code)
        if work is not None:
            COURSE.write(session, work, body, by, now, title=_title(body))
        elif item is not None:
            base = base_of(body_of(session, item))
            _begin(session, code, body, desk(session, code).department, by, now, base)
        else:
            _begin(session, code, body, _department(session, body), by, now)

    COURSE.restore(session, code, sequence, by, now, write)


def rebase(session: Session, code: str, version: int, by: str, now: datetime) -> None:
    """The draft stands against the item as it is now. Raises Conflict, WorkError."""
    item = find_item(session, code)
    base = base_of(body_of(session, item)) if item is not None else ""
    COURSE.rebase(session, code, version, by, now, base=base)


def _begin(
    session: Session, code: str, body: Body, department: str, by: str, now: datetime, base: str = ""
) -> Any:
    return COURSE.begin(
        session, code, body, by, now, title=_title(body), department_code=department, base=base
    )


def _owner(session: Session, department: str) -> Any:
    """The department, in use. Raises WorkError."""
    owner = session.scalars(
        select(Department).where(
            Department.code == department, Department.origin == CITY, ~Department.is_withdrawn
        )
    ).first()
    if owner is None:
        raise WorkError("请选择部门。")
    return owner


def _title(body: Body) -> str:
    return str(body["item"].get("name") or "")[:300]


def _department(session: Session, body: Body) -> str:
    """Of an item that was discarded before it was ever live: the department named in its words."""
    named = body["item"].get("source", {}).get("department")
    found = session.scalars(select(Department.code).where(Department.name == named)).first()
    if found is None:
        found = session.scalars(
            select(Department.code)
            .where(Department.origin == CITY, ~Department.is_withdrawn)
            .order_by("code")
        ).first()
    return str(found)
