"""What topics are called on a page: names as they are now, the key where it is gone."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Bundle, Department, FaqEntry, ServiceItem
from bot.services.insight.topic import KINDS

NO_DEPARTMENT = "不属于某个部门"
_COLUMNS = {
    "item": (ServiceItem.code, ServiceItem.name),
    "faq": (FaqEntry.name, FaqEntry.question),
    "bundle": (Bundle.code, Bundle.title),
    "department": (Department.code, Department.name),
}


def topic_names(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """`faq:gjj-1` → its question; of an emergency its kind."""
    wanted: dict[str, set[str]] = {}
    for key in keys:
        kind, _, name = key.partition(":")
        wanted.setdefault(kind, set()).add(name)
    found: dict[str, str] = {}
    for kind, names in wanted.items():
        if kind in _COLUMNS:
            code, title = _COLUMNS[kind]
            rows = session.execute(select(code, title).where(col(code).in_(sorted(names))))
            found.update({f"{kind}:{each}": str(words) for each, words in rows})
        for name in names:
            found.setdefault(f"{kind}:{name}", name or KINDS.get(kind, ""))
    return found


def department_names(session: Session) -> dict[str, str]:
    """Code → short name; the empty code has words of its own."""
    rows = session.execute(select(Department.code, Department.short_name))
    return {"": NO_DEPARTMENT, **dict(rows.all())}


def item_names(session: Session) -> dict[str, str]:
    """Code → name, of items and of 一件事."""
    rows = [
        *session.execute(select(ServiceItem.code, ServiceItem.name)),
        *session.execute(select(Bundle.code, Bundle.title)),
    ]
    return dict(rows)
