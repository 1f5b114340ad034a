"""An entry as somebody finds it: its draft where there is one, and what it says now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.db.models import FaqEntry, FaqWork
from bot.services import content
from bot.services.faq.entry import body_of
from bot.services.faq.errors import WorkError

Body = dict[str, Any]
CHANGE, WITHDRAW = "change", "withdraw"


@dataclass(frozen=True)
class Desk:
    """An entry as somebody finds it: `body` is the draft where there is one, `published` what the entry says now."""

    name: str
    body: Body
    published: Body | None
    state: str  # of the draft; empty when there is none
    action: str
    version: int  # of the draft; 0 when there is none
    entry_state: str  # draft (approved, not released), published, withdrawn; empty for a new one
    edited_by: str
    editors: tuple[str, ...]
    note: str
    outdated: bool  # the entry was changed since the draft was begun
    at: datetime | None


def blank(name: str) -> Body:
    return {
        "name": name,
        "question": "",
        "answer": "",
        "similar": [],
        "department": "",
        "category": "",
        "item": None,
        "audience": [],
        "region": None,
        "source": {"title": "", "doc_no": "", "article": "", "url": ""},
        "valid_from": None,
        "valid_to": None,
        "checked_on": content.today().isoformat(),
    }


def desk(session: Session, name: str) -> Desk:
    """Raises WorkError for a name nobody knows."""
    entry, work = find_entry(session, name), find_work(session, name)
    if entry is None and work is None:
        raise WorkError(f"没有问答“{name}”。")
    published = body_of(entry) if entry is not None else None
    if work is None:
        assert entry is not None and published is not None
        return Desk(
            name, published, published, "", CHANGE, 0, entry.state, "", (), "", False, entry.updated_at
        )
    return Desk(
        name=name,
        body=work.body,
        published=published,
        state=work.state,
        action=work.action,
        version=work.version,
        entry_state=entry.state if entry is not None else "",
        edited_by=work.edited_by,
        editors=tuple(work.editors),
        note=work.note,
        outdated=entry is not None and entry.version != work.base_version,
        at=work.updated_at,
    )


def find_entry(session: Session, name: str) -> FaqEntry | None:
    found: FaqEntry | None = session.scalars(
        select(FaqEntry).where(FaqEntry.name == name).options(selectinload(FaqEntry.similar))
    ).first()
    return found


def find_work(session: Session, name: str, hold: bool = False) -> Any:
    query = select(FaqWork).where(FaqWork.name == name)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).first()
