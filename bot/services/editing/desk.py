"""An item as somebody finds it at the editor: its draft where there is one, and what it says now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Department, FormDefinition, ItemRevision, ItemWork, ServiceItem
from bot.services import content
from bot.services.catalogue.convert import item_body
from bot.services.catalogue.record import CITY, checksum
from bot.services.drafts.course import Body, Course
from bot.services.drafts.errors import WorkError
from bot.services.drafts.past import Past
from bot.services.drafts.seen import Seen, seen
from bot.services.editing.item_specs import ITEM
from bot.services.editing.spec import blank

# A body is {"item": as ItemFile, "form": as FormDefinition, or None}.
COURSE = Course(ItemWork, Past(ItemRevision), "catalogue", "item", "这个事项", "取消")
find_work = COURSE.find
WITHDRAWN = "3"


@dataclass(frozen=True, kw_only=True)
class Desk(Seen):
    """`body` is the draft where there is one, `live` what citizens get now (None: nothing, or withdrawn)."""

    code: str
    department: str  # of the draft where there is one
    owner: str  # whose the item is now; empty for a new one
    live: Body | None
    is_withdrawn: bool


def desk(session: Session, code: str) -> Desk:
    """Raises WorkError for a code nobody knows."""
    item, work = find_item(session, code), find_work(session, code)
    if item is None and work is None:
        raise WorkError(f"没有事项“{code}”。")
    now = body_of(session, item) if item is not None else None
    gone = item is not None and item.task_state == WITHDRAWN
    owner = session.get(Department, item.department_id).code if item is not None else ""
    at = item.updated_at if item is not None else None
    outdated = work is not None and base_of(now) != work.base
    return Desk(
        code=code,
        department=work.department_code if work is not None else owner,
        owner=owner,
        live=None if gone else now,
        is_withdrawn=gone,
        **seen(work, now, at, outdated),
    )


def base_of(body: Body | None) -> str:
    """What a draft remembers of the text it was begun from; empty for a new item."""
    return checksum(body) if body is not None else ""


def find_item(session: Session, code: str, hold: bool = False) -> Any:
    query = select(ServiceItem).where(ServiceItem.code == code, ServiceItem.origin == CITY)
    if hold:
        query = query.with_for_update(of=ServiceItem).execution_options(populate_existing=True)
    return session.scalars(query).first()


def body_of(session: Session, item: Any) -> Body:
    form = session.scalars(
        select(FormDefinition.body).where(FormDefinition.item_id == item.id, FormDefinition.is_active)
    ).first()
    return {"item": item_body(item), "form": form}


def blank_body(code: str, name: str, department: Any) -> Body:
    """A new item: what its department already says is filled in."""
    item = {"code": code, **blank(ITEM)}
    item |= {"name": name, "use_level": "3", "audience": ["1"], "handle_forms": ["1"], "project_type": "2"}
    item |= {"task_type": "20"}
    item["result"] = {**item["result"], "result_type": "4"}
    item["source"] = {
        **item["source"],
        "department": department.name,
        "checked_on": content.today().isoformat(),
    }
    item["local"] = {**item["local"], "consult_phone": department.phone, "supervise_phone": "12345"}
    return {"item": item, "form": None}
