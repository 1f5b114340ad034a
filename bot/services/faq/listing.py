"""The list of the workspace: every entry and every draft once, searched and filtered by the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import String, case, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import FaqEntry, FaqQuestion, FaqWork

A_PAGE = 30
SOON = timedelta(days=30)
STALE = timedelta(days=365)
STATES = {
    "editing": "编辑中",
    "submitted": "待审核",
    "returned": "已退回",
    "draft": "待发布",
    "published": "已发布",
    "withdrawn": "已撤下",
}
NEEDS = {
    "expiring": "即将失效",
    "expired": "已失效",
    "scheduled": "定时生效",
    "stale": "一年没有核对",
    "weak": "相似问不足",
}
_FEW = 8


@dataclass(frozen=True)
class Asked:
    """`departments`: only these, when there are any (the reader's scope)."""

    words: str = ""
    state: str = ""
    need: str = ""
    department: str = ""
    category: str = ""
    page: int = 1
    departments: Collection[str] = ()


@dataclass(frozen=True)
class Row:
    name: str
    question: str
    department: str
    category: str
    state: str
    valid_from: date | None
    valid_to: date | None
    checked_on: date | None
    similar: int
    at: datetime

    @property
    def label(self) -> str:
        return STATES[self.state]


def listed(session: Session, asked: Asked, today: date) -> tuple[list[Row], int]:
    """(a page of rows, how many there are), the latest touched first."""
    found = _everything().subquery()
    conditions = list(_conditions(found.c, asked, today))
    total = session.scalar(select(func.count()).select_from(found).where(*conditions)) or 0
    query = (
        select(found)
        .where(*conditions)
        .order_by(found.c.at.desc(), found.c.name)
        .offset((max(asked.page, 1) - 1) * A_PAGE)
        .limit(A_PAGE)
    )
    columns = Row.__dataclass_fields__
    rows = [Row(**{name: row[name] for name in columns}) for row in session.execute(query).mappings()]
    return [replace(row, similar=int(row.similar)) for row in rows], int(total)


def counts(session: Session, departments: Collection[str]) -> dict[str, int]:
    """State → how many."""
    found = _everything().subquery()
    conditions = list(_conditions(found.c, Asked(departments=departments), date.max))
    query = select(found.c.state, func.count()).where(*conditions).group_by(found.c.state)
    return {state: int(number) for state, number in session.execute(query)}


def categories(session: Session) -> list[str]:
    return list(session.scalars(select(FaqEntry.category).distinct().order_by(FaqEntry.category)))


def _everything() -> Any:
    similar = (
        select(func.count()).where(FaqQuestion.entry_id == FaqEntry.id).correlate(FaqEntry).scalar_subquery()
    )
    entries = select(
        FaqEntry.id.label("entry_id"),  # type: ignore[attr-defined]
        col(FaqEntry.name).label("name"),
        func.coalesce(FaqWork.question, FaqEntry.question).label("question"),
        func.coalesce(FaqWork.department_code, FaqEntry.department_code).label("department"),
        col(FaqEntry.category).label("category"),
        func.coalesce(FaqWork.state, FaqEntry.state).label("state"),
        col(FaqEntry.answer).label("answer"),
        col(FaqEntry.valid_from).label("valid_from"),
        col(FaqEntry.valid_to).label("valid_to"),
        col(FaqEntry.checked_on).label("checked_on"),
        similar.label("similar"),
        case((col(FaqWork.id).is_not(None), FaqWork.updated_at), else_=FaqEntry.updated_at).label("at"),
    ).outerjoin(FaqWork, FaqWork.name == FaqEntry.name)
    drafts = select(
        null().label("entry_id"),
        FaqWork.name,
        FaqWork.question,
        FaqWork.department_code,
        literal("", String),
        FaqWork.state,
        literal("", String),
        null(),
        null(),
        null(),
        literal(_FEW),
        FaqWork.updated_at,
    ).where(~exists().where(FaqEntry.name == FaqWork.name))
    return union_all(entries, drafts)


def _conditions(c: Any, asked: Asked, today: date) -> Any:
    if asked.departments:
        yield c.department.in_(sorted(asked.departments))
    for word in asked.words.split()[:5]:
        like = f"%{_escaped(word)}%"
        similar = exists().where(
            FaqQuestion.entry_id == c.entry_id, col(FaqQuestion.text).like(like, escape="\\")
        )
        yield or_(
            c.question.like(like, escape="\\"),
            c.name.like(like, escape="\\"),
            c.answer.like(like, escape="\\"),
            similar,
        )
    if asked.state in STATES:
        yield c.state == asked.state
    if asked.department:
        yield c.department == asked.department
    if asked.category:
        yield c.category == asked.category
    if asked.need:
        yield c.state != "withdrawn"
        yield _needs(c, today)[asked.need] if asked.need in NEEDS else c.name.is_not(None)


def _needs(c: Any, today: date) -> dict[str, Any]:
    return {
        "expiring": c.valid_to.between(today, today + SOON),
        "expired": c.valid_to < today,
        "scheduled": c.valid_from > today,
        "stale": c.checked_on < today - STALE,
        "weak": c.similar < _FEW,
    }


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
