"""移交 of what citizens are told: windows, items with their forms, and FAQ are another department's from now on.

Their words stay as they were reviewed. Places and times stay, too: whoever has booked comes as agreed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import FaqEntry, FaqWork, ItemWork, ServiceItem
from bot.services.catalogue.convert import item_record
from bot.services.catalogue.record import CITY
from bot.services.catalogue.schema import ItemFile
from bot.services.catalogue.upsert import put_item
from bot.services.departments import desk
from bot.services.editing import desk as items
from bot.services.faq import desk as entries
from bot.services.faq.entry import body_of
from bot.services.faq.release import publish_owner


def pass_content(session: Session, old: Any, to: Any, by: str, now: datetime) -> dict[str, int]:
    """How many of each kind went from department `old` to department `to`; the caller commits."""
    note = f"“{old.name}”撤销，由“{to.name}”承接"
    return {
        "windows": _place(session, old, to, by, note, now),
        "items": _items(session, old, to, by, note, now),
        "entries": _entries(session, old.code, to.code, by, note, now),
        "drafts": _drafts(session, ItemWork, old.code, to.code)
        + _drafts(session, FaqWork, old.code, to.code),
    }


def _place(session: Session, old: Any, to: Any, by: str, note: str, now: datetime) -> int:
    """The windows after the other's own; what citizens call the old one, and complain to it about, leads to the new."""
    past = desk.COURSE.past
    past.keep_original(session, to.code, "seed", desk.body_of(session, to), now)
    own = len(desk.open_windows(session, to.id))
    windows = desk.open_windows(session, old.id)
    for number, window in enumerate(windows, own + 1):
        window.department_id, window.order_num = to.id, number
    names = [each for each in (old.name, old.short_name, *old.aliases) if 2 <= len(each) <= 30]
    to.aliases = [
        each for each in dict.fromkeys([*to.aliases, *names]) if each not in (to.name, to.short_name)
    ]
    to.duties = list(dict.fromkeys([*to.duties, *old.duties]))
    to.edited_by = by
    session.flush()
    past.note(session, to.code, by, "承接", desk.body_of(session, to), now, note)
    return len(windows)


def _items(session: Session, old: Any, to: Any, by: str, note: str, now: datetime) -> int:
    query = select(ServiceItem).where(
        ServiceItem.department_id == old.id,
        ServiceItem.origin == CITY,
        ServiceItem.task_state != items.WITHDRAWN,
    )
    found = list(session.scalars(query.order_by(ServiceItem.id)))
    for item in found:
        body, place = items.body_of(session, item), (item.region_code, item.region_name)
        items.COURSE.past.keep_original(session, item.code, "seed", body, now)
        put_item(session, CITY, item_record(ItemFile.model_validate(body["item"]), to.code, *place), by)
        items.COURSE.past.note(session, item.code, by, "换部门", body, now, note)
    return len(found)


def _entries(session: Session, code: str, to: str, by: str, note: str, now: datetime) -> int:
    """In the working copy, and at once in what citizens get: who answers for it is no new wording to be tried."""
    found = list(
        session.scalars(
            select(FaqEntry).where(FaqEntry.department_code == code, FaqEntry.state != "withdrawn")
        )
    )
    for entry in found:
        entries.COURSE.past.keep_original(session, entry.name, entry.origin, body_of(entry), now)
        based_on_it = update(FaqWork).where(FaqWork.name == entry.name, FaqWork.base_version == entry.version)
        entry.department_code, entry.version = to, entry.version + 1
        session.execute(
            based_on_it.values(base_version=entry.version).execution_options(synchronize_session=False)
        )
        entries.COURSE.past.note(session, entry.name, by, "换部门", body_of(entry), now, note)
    publish_owner(session, code, to, by, note)
    return len(found)


def _drafts(session: Session, table: Any, code: str, to: str) -> int:
    """Whoever has one open is told that it has changed, instead of saving the old department over it."""
    query = select(table).where(col(table.department_code) == code).order_by(table.id).with_for_update()
    found = list(session.scalars(query.execution_options(populate_existing=True)))
    for work in found:
        work.department_code, work.version = to, work.version + 1
        if "department" in work.body:
            work.body = {**work.body, "department": to}
    session.flush()
    return len(found)
