"""审核: what a second person does with a draft. Nobody approves what they have written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.db.models import FaqEntry
from bot.services.audit.record import record as audit
from bot.services.faq import history
from bot.services.faq.entry import fill
from bot.services.faq.errors import NotReady, WorkError
from bot.services.faq.schema import FaqRecord
from bot.services.faq.work import RETURNED, SUBMITTED, WITHDRAW, check, held


def approve(session: Session, name: str, version: int, by: str, now: datetime) -> None:
    """The draft becomes the entry, to be released. Raises Conflict, NotReady, WorkError."""
    work = held(session, name, version)
    if work.state != SUBMITTED:
        raise WorkError("这一稿还没有提交审核。")
    if by in work.editors:
        raise WorkError("您参与过这一稿的修改，要由另一个人审核。")
    entry = entry_of(session, name)
    if entry is not None and entry.version != work.base_version:
        raise WorkError("这一稿提交后，原条目又有了新版本，请退回编辑核对。")
    record, findings = check(session, work.body)
    if record is None or findings:
        raise NotReady(findings)
    apply(session, entry, record, work.action, by)
    history.note(session, name, by, "撤下" if work.action == WITHDRAW else "通过", record.model_dump(), now)
    detail = {"editors": work.editors, "version": work.version, "action": work.action}
    audit(session, by, "faq.approve", f"faq/{name}", detail, now)
    session.delete(work)
    session.flush()


def send_back(session: Session, name: str, version: int, by: str, words: str, now: datetime) -> None:
    """退回, with what has to be changed. Raises Conflict, WorkError."""
    work = held(session, name, version)
    if work.state != SUBMITTED:
        raise WorkError("这一稿还没有提交审核。")
    if not words.strip():
        raise WorkError("请写明要改什么。")
    work.state, work.note, work.version = RETURNED, words.strip()[:500], work.version + 1
    history.note(session, name, by, "退回", work.body, now, work.note)
    audit(session, by, "faq.return", f"faq/{name}", {"version": work.version}, now)


def apply(session: Session, entry: FaqEntry | None, record: FaqRecord, action: str, by: str) -> FaqEntry:
    """Writes the reviewed words into the entry."""
    if entry is None:
        entry = FaqEntry(name=record.name, version=0, origin=by[:64])
        session.add(entry)
    if action == WITHDRAW:
        entry.state = "withdrawn"
    else:
        fill(entry, record)
        entry.state = "draft"
    entry.version += 1
    session.flush()
    return entry


def entry_of(session: Session, name: str) -> FaqEntry | None:
    found: FaqEntry | None = session.scalars(
        select(FaqEntry)
        .where(FaqEntry.name == name)
        .with_for_update()
        .options(selectinload(FaqEntry.similar))
    ).first()
    return found
