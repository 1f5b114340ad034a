"""工作稿: an entry being changed. Saved at every pause, never over somebody else's words, approved by another person."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import ServiceItem
from bot.services import content
from bot.services.catalogue.query import departments_in_use
from bot.services.drafts.course import CHANGE, SUBMITTED, WITHDRAW, Body
from bot.services.drafts.errors import NotReady, WorkError
from bot.services.faq.check import check_files
from bot.services.faq.desk import COURSE, Desk, blank, desk, find_entry, find_work
from bot.services.faq.entry import body_of
from bot.services.faq.names import name_for
from bot.services.faq.read import FaqFile
from bot.services.faq.schema import FaqRecord
from bot.services.faq.wording import wording
from bot.services.findings import Finding, from_validation_error

# work.desk, work.save … are used together
__all__ = ["CHANGE", "SUBMITTED", "WITHDRAW", "Body", "Desk", "desk"]
held, discard = COURSE.held, COURSE.discard


def create(session: Session, question: str, department: str, by: str, now: datetime, **more: Any) -> str:
    """A new draft; its name. `more`: fields known already. Raises WorkError."""
    question = question.strip()
    if not question or len(question) > 200:
        raise WorkError("请写上标准问题，不超过 200 字。")
    name = _new_name(session, question)
    body = {**blank(name), "question": question, "department": department, **more}
    COURSE.begin(session, name, body, by, now, **_columns(body))
    return name


def save(session: Session, name: str, body: Body, version: int, by: str, now: datetime) -> int:
    """Writes over draft `version` (0: there was none); the new version. Raises Conflict and WorkError."""
    entry = find_entry(session, name)
    if entry is None and find_work(session, name) is None:
        raise WorkError(f"没有问答“{name}”，可能已被放弃。")
    work = COURSE.at_version(session, name, version, body_of(entry) if entry is not None else None)
    body = {**body, "name": name}
    if work is None:
        assert entry is not None
        COURSE.past.keep_original(session, name, entry.origin, body_of(entry), now)
        begun = COURSE.begin(session, name, body, by, now, base_version=entry.version, **_columns(body))
        return int(begun.version)
    COURSE.write(session, work, body, by, now, **_columns(body))
    return int(work.version)


def submit(session: Session, name: str, version: int, by: str, words: str, now: datetime) -> None:
    """提交审核. Raises NotReady with what is missing, Conflict, WorkError."""
    work = COURSE.held(session, name, version)
    record, findings = check(session, work.body)
    if record is None or findings:
        raise NotReady(findings)
    work.body = record.model_dump()
    COURSE.submitted(session, work, by, words, now)


def ask_to_withdraw(session: Session, name: str, by: str, words: str, now: datetime) -> None:
    """撤下, to be approved like a change. Raises WorkError."""
    entry = find_entry(session, name)
    if entry is None or entry.state == "withdrawn":
        raise WorkError("这一条没有在用，不用撤下。")
    body = body_of(entry)
    COURSE.past.keep_original(session, name, entry.origin, body, now)
    COURSE.ask_to_withdraw(session, name, body, by, words, now, base_version=entry.version, **_columns(body))


def restore(session: Session, name: str, sequence: int, by: str, now: datetime) -> None:
    """恢复: a draft that says what revision `sequence` said. Raises WorkError."""

    def write(work: Any, body: Body) -> None:
        if work is None and find_entry(session, name) is None:
            create_named(session, name, body, by, now)
        else:
            save(session, name, body, work.version if work is not None else 0, by, now)

    COURSE.restore(session, name, sequence, by, now, write)


def create_named(session: Session, name: str, body: Body, by: str, now: datetime) -> None:
    """A draft for an entry that is not there, under a name that was chosen: restored, or from a sheet."""
    COURSE.begin(session, name, {**body, "name": name}, by, now, **_columns(body))


def rebase(session: Session, name: str, version: int, by: str, now: datetime) -> None:
    """The draft stands against the entry as it is now. Raises Conflict, WorkError."""
    entry = find_entry(session, name)
    base = entry.version if entry is not None else None
    COURSE.rebase(session, name, version, by, now, base_version=base)


def check(session: Session, body: Body) -> tuple[FaqRecord | None, list[Finding]]:
    """The draft as a record, and all that keeps it from being submitted; doubles with other entries are not looked for."""
    try:
        record = FaqRecord.model_validate(body)
    except ValidationError as error:
        return None, from_validation_error(error, "", str(body.get("name", "")))
    departments = departments_in_use(session)
    items = set(session.scalars(select(ServiceItem.code).where(ServiceItem.task_state != "3")))
    file = FaqFile("", records=[record])
    findings = check_files([file], departments, items, content.today())
    for each in wording(record.answer):
        if not each.only_a_hint:
            findings.append(Finding("", record.name, "answer", f"不能用“{each.word}”：{each.why}"))
    return record, findings


def _columns(body: Body) -> dict[str, str]:
    """What a draft is found by in lists."""
    return {"question": str(body["question"])[:500], "department_code": str(body["department"])[:64]}


def _new_name(session: Session, question: str) -> str:
    name = name_for(question)
    while find_entry(session, name) is not None or find_work(session, name) is not None:
        name = f"{name_for(question)}_{secrets.token_hex(2)}"
    return name
