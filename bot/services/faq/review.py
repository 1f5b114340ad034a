"""审核: what a second person does with a draft. Nobody approves what they have written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.db.models import FaqEntry
from bot.services.drafts.course import WITHDRAW
from bot.services.drafts.errors import NotReady, WorkError
from bot.services.faq.desk import COURSE
from bot.services.faq.entry import fill
from bot.services.faq.schema import FaqRecord
from bot.services.faq.work import check

send_back = COURSE.send_back


def approve(session: Session, name: str, version: int, by: str, now: datetime) -> None:
    """The draft becomes the entry, to be released. Raises Conflict, NotReady, WorkError."""
    work = COURSE.to_approve(session, name, version, by)
    entry = entry_of(session, name)
    if entry is not None and entry.version != work.base_version:
        raise WorkError("这一稿提交后，原条目又有了新版本，请退回编辑核对。")
    record, findings = check(session, work.body)
    if record is None or findings:
        raise NotReady(findings)
    apply(session, entry, record, work.action, by)
    COURSE.approved(session, work, record.model_dump(), by, now)


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
