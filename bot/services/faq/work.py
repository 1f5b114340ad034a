"""工作稿: an entry being changed. Saved at every pause, never over somebody else's words, approved by another person."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.models import Department, FaqEntry, FaqWork, ServiceItem
from bot.services import content
from bot.services.audit.record import record as audit
from bot.services.faq import history
from bot.services.faq.check import check_files
from bot.services.faq.desk import CHANGE, WITHDRAW, Body, Desk, blank, desk, find_entry, find_work
from bot.services.faq.entry import body_of
from bot.services.faq.errors import Conflict, NotReady, WorkError
from bot.services.faq.names import name_for
from bot.services.faq.read import FaqFile
from bot.services.faq.schema import FaqRecord
from bot.services.faq.wording import wording
from bot.services.findings import Finding, from_validation_error

__all__ = ["CHANGE", "WITHDRAW", "Body", "Desk", "desk"]  # work.desk, work.save … are used together
EDITING, SUBMITTED, RETURNED = "editing", "submitted", "returned"
LABELS = {EDITING: "编辑中", SUBMITTED: "待审核", RETURNED: "已退回"}


def create(session: Session, question: str, department: str, by: str, now: datetime, **more: Any) -> str:
    """A new draft; its name. `more`: fields known already. Raises WorkError."""
    question = question.strip()
    if not question or len(question) > 200:
        raise WorkError("请写上标准问题，不超过 200 字。")
    name = _new_name(session, question)
    body = {**blank(name), "question": question, "department": department, **more}
    session.add(
        FaqWork(
            name=name,
            body=body,
            question=question,
            department_code=department,
            editors=[by],
            edited_by=by,
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()
    return name


def save(session: Session, name: str, body: Body, version: int, by: str, now: datetime) -> int:
    """Writes over draft `version` (0: there was none); the new version. Raises Conflict and WorkError."""
    entry, work = find_entry(session, name), find_work(session, name, hold=True)
    if entry is None and work is None:
        raise WorkError(f"没有问答“{name}”，可能已被放弃。")
    found = work.version if work is not None else 0
    if version != found:
        theirs = work.body if work is not None else body_of(entry)  # type: ignore[arg-type]
        raise Conflict(theirs, work.edited_by if work is not None else "", found)
    if work is None:
        assert entry is not None
        _keep_original(session, entry, now)
        work = FaqWork(name=name, base_version=entry.version, editors=[], version=0, created_at=now)
        session.add(work)
    work.body = {**body, "name": name}
    work.question = str(body["question"])[:500]
    work.department_code = str(body["department"])[:64]
    work.action, work.state, work.edited_by, work.updated_at = CHANGE, EDITING, by, now
    work.editors = sorted({*work.editors, by})
    work.version += 1
    try:
        session.flush()
    except IntegrityError as error:  # two began the same draft in the same moment
        raise WorkError("别人正好也在改这一条，请刷新后再试。") from error
    return int(work.version)


def submit(session: Session, name: str, version: int, by: str, words: str, now: datetime) -> None:
    """提交审核. Raises NotReady with what is missing, Conflict, WorkError."""
    work = held(session, name, version)
    record, findings = check(session, work.body)
    if record is None or findings:
        raise NotReady(findings)
    work.body = record.model_dump()
    work.state, work.submitted_at, work.note = SUBMITTED, now, words[:500]
    history.note(session, name, by, "提交审核", work.body, now, words[:500])
    audit(session, by, "faq.submit", f"faq/{name}", {"version": work.version}, now)


def ask_to_withdraw(session: Session, name: str, by: str, words: str, now: datetime) -> None:
    """撤下, to be approved like a change. Raises WorkError."""
    entry = find_entry(session, name)
    if entry is None or entry.state == "withdrawn":
        raise WorkError("这一条没有在用，不用撤下。")
    if find_work(session, name) is not None:
        raise WorkError("这一条正在修改，请先放弃修改再撤下。")
    if not words.strip():
        raise WorkError("请写明为什么撤下。")
    _keep_original(session, entry, now)
    body = body_of(entry)
    session.add(
        FaqWork(
            name=name,
            action=WITHDRAW,
            body=body,
            question=entry.question,
            department_code=entry.department_code,
            state=SUBMITTED,
            base_version=entry.version,
            editors=[by],
            edited_by=by,
            submitted_at=now,
            note=words[:500],
            created_at=now,
            updated_at=now,
        )
    )
    history.note(session, name, by, "申请撤下", body, now, words[:500])
    audit(session, by, "faq.ask_withdraw", f"faq/{name}", {}, now)


def discard(session: Session, name: str, version: int, by: str, now: datetime) -> None:
    """放弃 the draft; its words stay in the history. Raises Conflict, WorkError."""
    work = held(session, name, version)
    history.note(session, name, by, "放弃", work.body, now)
    session.delete(work)
    session.flush()


def restore(session: Session, name: str, sequence: int, by: str, now: datetime) -> None:
    """恢复: a draft that says what revision `sequence` said. Raises WorkError."""
    revision = history.revision(session, name, sequence)
    if revision is None:
        raise WorkError("没有这一次修订。")
    body = dict(revision.body)
    work = find_work(session, name, hold=True)
    if work is not None:
        history.note(session, name, by, "恢复前", work.body, now)
    version = work.version if work is not None else 0
    if find_entry(session, name) is None and work is None:
        create_named(session, name, body, by, now)
    else:
        save(session, name, body, version, by, now)
    history.note(session, name, by, "恢复", body, now, f"恢复到第 {sequence} 次修订")


def create_named(session: Session, name: str, body: Body, by: str, now: datetime) -> None:
    """A draft for an entry that is not there, under a name that was chosen: restored, or from a sheet."""
    session.add(
        FaqWork(
            name=name,
            body={**body, "name": name},
            question=str(body["question"])[:500],
            department_code=str(body["department"])[:64],
            editors=[by],
            edited_by=by,
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()


def rebase(session: Session, name: str, version: int, by: str, now: datetime) -> None:
    """The draft stands against the entry as it is now: its author has seen the difference. Raises Conflict."""
    work = held(session, name, version)
    entry = find_entry(session, name)
    work.base_version = entry.version if entry is not None else None
    work.version += 1
    work.editors = sorted({*work.editors, by})
    work.updated_at = now


def check(session: Session, body: Body) -> tuple[FaqRecord | None, list[Finding]]:
    """The draft as a record, and all that keeps it from being submitted; doubles with other entries are not looked for."""
    try:
        record = FaqRecord.model_validate(body)
    except ValidationError as error:
        return None, from_validation_error(error, "", str(body.get("name", "")))
    departments = set(session.scalars(select(Department.code)))
    items = set(session.scalars(select(ServiceItem.code).where(ServiceItem.task_state != "3")))
    file = FaqFile("", records=[record])
    findings = check_files([file], departments, items, content.today())
    for each in wording(record.answer):
        if not each.only_a_hint:
            findings.append(Finding("", record.name, "answer", f"不能用“{each.word}”：{each.why}"))
    return record, findings


def held(session: Session, name: str, version: int) -> Any:
    """The draft, for change, when it is still `version`. Raises Conflict, WorkError."""
    work = find_work(session, name, hold=True)
    if work is None:
        raise WorkError("这一稿已经处理过了，请刷新。")
    if work.version != version:
        raise Conflict(work.body, work.edited_by, work.version)
    return work


def _keep_original(session: Session, entry: FaqEntry, now: datetime) -> None:
    """What the entry said before, where the history does not say it yet (it was imported)."""
    newest, body = history.latest(session, entry.name), body_of(entry)
    if newest is None or newest.body != body:
        history.note(session, entry.name, entry.origin, "原版", body, now)


def _new_name(session: Session, question: str) -> str:
    name = name_for(question)
    while find_entry(session, name) is not None or find_work(session, name) is not None:
        name = f"{name_for(question)}_{secrets.token_hex(2)}"
    return name
