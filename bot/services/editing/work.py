"""工作稿 of the catalogue: an item and its form being changed. Never over somebody else's words, approved by another person."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.models import Department, ItemWork
from bot.services.audit.record import record as audit
from bot.services.catalogue.record import CITY
from bot.services.editing import history
from bot.services.editing.check import check, check_withdrawal
from bot.services.editing.desk import (
    CHANGE,
    WITHDRAW,
    WITHDRAWN,
    Body,
    base_of,
    blank_body,
    body_of,
    desk,
    find_item,
    find_work,
)
from bot.services.faq.errors import Conflict, NotReady, WorkError

EDITING, SUBMITTED, RETURNED = "editing", "submitted", "returned"
LABELS = {EDITING: "编辑中", SUBMITTED: "待审核", RETURNED: "已退回"}


def create(
    session: Session, code: str, name: str, department: str, by: str, now: datetime, like: str = ""
) -> None:
    """A new item, to be written, on the pattern of the item `like` where one is named. Raises WorkError."""
    name, code = name.strip(), code.strip()
    owner = session.scalars(
        select(Department).where(Department.code == department, Department.origin == CITY)
    ).first()
    if owner is None:
        raise WorkError("请选择部门。")
    if not name or len(name) > 300:
        raise WorkError("请写上事项名称，不超过 300 字。")
    if not _is_code(code):
        raise WorkError("事项编码用小写字母、数字和连字符，字母开头，不超过 64 位，例如 wl-venue。")
    if find_item(session, code) is not None or find_work(session, code) is not None:
        raise WorkError(f"编码“{code}”已经有了，请换一个。")
    body = blank_body(code, name, owner)
    pattern = find_item(session, like) if like else None
    if pattern is not None:  # its names are its own
        body = body_of(session, pattern)
        body["item"] |= {"code": code, "name": name, "aliases": [], "related": [like]}
    _add(session, code, body, department, by, now)


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
    work = find_work(session, code, hold=True)
    current = work.version if work is not None else 0
    if version != current:
        theirs = work.body if work is not None else found.body
        raise Conflict(theirs, work.edited_by if work is not None else "", current)
    if part == "item" and content is not None:
        content = {**content, "code": code}
    body = {**copy.deepcopy(found.body), part: content}
    if work is None:
        _keep_original(session, code, found.body, now)
        work = _add(session, code, body, found.department, by, now, base_of(found.body))
        return int(work.version)
    if work.action == WITHDRAW:
        raise WorkError("已申请取消这个事项，请先放弃申请再修改。")
    work.body, work.title = body, _title(body)
    work.state, work.edited_by, work.updated_at = EDITING, by, now
    work.editors = sorted({*work.editors, by})
    work.version += 1
    session.flush()
    return int(work.version)


def submit(session: Session, code: str, version: int, by: str, words: str, now: datetime) -> None:
    """提交审核. Raises NotReady with what is wrong, Conflict, WorkError."""
    work = held(session, code, version)
    findings = check(session, code, work.body)
    if findings:
        raise NotReady(findings)
    work.state, work.submitted_at, work.note = SUBMITTED, now, words[:500]
    history.note(session, code, by, "提交审核", work.body, now, words[:500])
    audit(session, by, "catalogue.submit", f"item/{code}", {"version": work.version}, now)


def ask_to_withdraw(session: Session, code: str, by: str, words: str, now: datetime) -> None:
    """取消 the item, to be approved like a change. Raises WorkError."""
    item = find_item(session, code)
    if item is None or item.task_state == WITHDRAWN:
        raise WorkError("这个事项没有在用，不用取消。")
    if find_work(session, code) is not None:
        raise WorkError("这个事项正在修改，请先放弃修改再取消。")
    if not words.strip():
        raise WorkError("请写明为什么取消。")
    needed = check_withdrawal(session, code)
    if needed:
        raise WorkError(f"还不能取消：{'；'.join(needed[:5])}。请先改好。")
    body = body_of(session, item)
    _keep_original(session, code, body, now)
    found = desk(session, code)
    work = _add(session, code, body, found.department, by, now, base_of(body))
    work.action, work.state, work.submitted_at, work.note = WITHDRAW, SUBMITTED, now, words.strip()[:500]
    history.note(session, code, by, "申请取消", body, now, work.note)
    audit(session, by, "catalogue.ask_withdraw", f"item/{code}", {}, now)


def discard(session: Session, code: str, version: int, by: str, now: datetime) -> None:
    """放弃 the draft; its words stay in the history. Raises Conflict, WorkError."""
    work = held(session, code, version)
    history.note(session, code, by, "放弃", work.body, now)
    session.delete(work)
    session.flush()


def restore(session: Session, code: str, sequence: int, by: str, now: datetime) -> None:
    """恢复: a draft that says what revision `sequence` said. Raises WorkError."""
    revision = history.revision(session, code, sequence)
    if revision is None:
        raise WorkError("没有这一次修订。")
    body: Body = copy.deepcopy(revision.body)
    work, item = find_work(session, code, hold=True), find_item(session, code)
    if work is not None:
        history.note(session, code, by, "恢复前", work.body, now)
        work.body, work.title, work.action, work.state = body, _title(body), CHANGE, EDITING
        work.editors, work.edited_by = sorted({*work.editors, by}), by
        work.version, work.updated_at = work.version + 1, now
    else:
        department = desk(session, code).department if item is not None else _department(session, body)
        _add(session, code, body, department, by, now, base_of(body_of(session, item)) if item else "")
    session.flush()
    history.note(session, code, by, "恢复", body, now, f"恢复到第 {sequence} 次修订")


def rebase(session: Session, code: str, version: int, by: str, now: datetime) -> None:
    """The draft stands against the item as it is now: its author has seen the difference. Raises Conflict."""
    work = held(session, code, version)
    item = find_item(session, code)
    work.base = base_of(body_of(session, item)) if item is not None else ""
    work.version += 1
    work.editors, work.updated_at = sorted({*work.editors, by}), now


def held(session: Session, code: str, version: int) -> Any:
    """The draft, for change, when it is still `version`. Raises Conflict, WorkError."""
    work = find_work(session, code, hold=True)
    if work is None:
        raise WorkError("这一稿已经处理过了，请刷新。")
    if work.version != version:
        raise Conflict(work.body, work.edited_by, work.version)
    return work


def _add(
    session: Session, code: str, body: Body, department: str, by: str, now: datetime, base: str = ""
) -> ItemWork:
    work = ItemWork(
        code=code,
        body=body,
        title=_title(body),
        department_code=department,
        base=base,
        version=1,
        editors=[by],
        edited_by=by,
        created_at=now,
        updated_at=now,
    )
    session.add(work)
    try:
        session.flush()
    except IntegrityError as error:  # two began the same draft in the same moment
        raise WorkError("别人正好也在改这个事项，请刷新后再试。") from error
    return work


def _title(body: Body) -> str:
    return str(body["item"].get("name") or "")[:300]


def _department(session: Session, body: Body) -> str:
    """Of an item that was discarded before it was ever live: the department named in its words."""
    named = body["item"].get("source", {}).get("department")
    found = session.scalars(select(Department.code).where(Department.name == named)).first()
    if found is None:
        found = session.scalars(
            select(Department.code).where(Department.origin == CITY).order_by("code")
        ).first()
    return str(found)


def _keep_original(session: Session, code: str, body: Body, now: datetime) -> None:
    """What the item said before, where the history does not say it yet (it was imported)."""
    newest = history.revisions(session, code, 1)
    if not newest or newest[0].body != body:
        history.note(session, code, "seed", "原版", body, now)


def _is_code(code: str) -> bool:
    words = code.split("-")
    plain = all(word.isascii() and word.isalnum() and word == word.lower() for word in words)
    return plain and len(code) <= 64 and code[:1].isalpha()
