"""The editor's list of items: what is live and what is being written, found by words, department and state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Department, FormDefinition, ItemWork, ServiceItem
from bot.services.catalogue.record import CITY
from bot.services.editing.desk import WITHDRAWN

STATES = {
    "live": "在用",
    "editing": "编辑中",
    "submitted": "待审核",
    "returned": "已退回",
    "withdrawn": "已取消",
}
A_PAGE = 50


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    department: str
    state: str  # of STATES: of the draft where there is one
    has_form: bool
    aliases: int
    checked_on: date | None
    at: datetime | None
    edited_by: str


def listed(
    session: Session, words: str = "", state: str = "", department: str = "", mine: Set[str] = frozenset()
) -> tuple[list[Row], Counter[str]]:
    """Rows that fit, drafts first; and how many there are in each state, of `mine` departments (empty: all)."""
    forms = set(session.scalars(select(FormDefinition.item_id).where(FormDefinition.is_active)))
    drafts: dict[str, Any] = {work.code: work for work in session.scalars(select(ItemWork))}
    rows: list[tuple[Row, str]] = []
    items = session.execute(
        select(ServiceItem, Department.code)
        .join(Department, ServiceItem.department_id == Department.id)
        .where(ServiceItem.origin == CITY)
        .order_by(col(ServiceItem.name))
    )
    for item, owner in items:
        work = drafts.pop(item.code, None)
        own = "withdrawn" if item.task_state == WITHDRAWN else "live"
        checked = item.source.get("checked_on")
        rows.append(
            (
                Row(
                    item.code,
                    work.title or item.name if work is not None else item.name,
                    owner,
                    work.state if work is not None else own,
                    item.id in forms,
                    len(item.aliases),
                    date.fromisoformat(checked) if checked else None,
                    work.updated_at if work is not None else item.updated_at,
                    work.edited_by if work is not None else item.edited_by or "",
                ),
                " ".join([item.name, item.code, item.summary, *item.aliases]),
            )
        )
    for work in drafts.values():
        body = work.body["item"]
        aliases = body.get("aliases") or []
        row = Row(
            work.code,
            work.title,
            work.department_code,
            work.state,
            work.body["form"] is not None,
            len(aliases),
            None,
            work.updated_at,
            work.edited_by,
        )
        rows.append((row, " ".join([work.title, work.code, str(body.get("summary") or ""), *aliases])))
    rows = [(row, text) for row, text in rows if not mine or row.department in mine]
    counts = Counter(row.state for row, _ in rows)
    wanted = words.lower().split()
    found = [
        row
        for row, text in rows
        if (not state or row.state == state)
        and (not department or row.department == department)
        and all(word in text.lower() for word in wanted)
    ]
    return sorted(
        found, key=lambda row: (row.state in ("live", "withdrawn"), row.state == "withdrawn")
    ), counts
