"""An entry as somebody finds it: its draft where there is one, and what it says now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.db.models import FaqEntry, FaqRevision, FaqWork
from bot.services import content
from bot.services.drafts.course import Body, Course
from bot.services.drafts.errors import WorkError
from bot.services.drafts.past import Past
from bot.services.drafts.seen import Seen, seen
from bot.services.faq.entry import body_of

COURSE = Course(FaqWork, Past(FaqRevision), "faq", "faq", "这一条", "撤下")
find_work = COURSE.find


@dataclass(frozen=True, kw_only=True)
class Desk(Seen):
    """An entry as somebody finds it: `body` is the draft where there is one, `published` what the entry says now."""

    name: str
    published: Body | None
    entry_state: str  # draft (approved, not released), published, withdrawn; empty for a new one


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
    return Desk(
        name=name,
        published=published,
        entry_state=entry.state if entry is not None else "",
        **seen(
            work,
            published,
            entry.updated_at if entry is not None else None,
            outdated=entry is not None and work is not None and entry.version != work.base_version,
        ),
    )


def find_entry(session: Session, name: str) -> FaqEntry | None:
    found: FaqEntry | None = session.scalars(
        select(FaqEntry).where(FaqEntry.name == name).options(selectinload(FaqEntry.similar))
    ).first()
    return found
