"""差评整改 for officers: bad ratings that somebody has to answer for, by the day that was promised."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case as either
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Rating, Rectification, ServiceItem
from bot.services.casework.table import A_PAGE, a_page
from bot.services.catalogue.record import CITY
from bot.services.identity.mask import mask_text
from bot.services.ratings.rate import BAD_REASONS, LEVELS

DUES = {"open": "待整改", "overdue": "已超期", "closed": "已整改", "all": "全部"}


@dataclass(frozen=True)
class Asked:
    words: str = ""
    due: str = "open"
    page: int = 1
    departments: Collection[str] = ()


@dataclass(frozen=True)
class Row:
    matter_no: str
    matter_kind: str  # application, appointment, work_order
    item: str
    department: str
    level: str
    reasons: tuple[str, ...]
    comment: str  # masked
    rated_at: datetime
    due_on: date
    is_open: bool
    is_overdue: bool
    result: str


def listed(session: Session, asked: Asked, today: date) -> tuple[list[Row], int]:
    """(a page, how many there are): open ones by their day, then the others, newest first."""
    conditions = list(_conditions(asked, today))
    query = (
        select(Rectification, Rating, ServiceItem.name)
        .join(Rating, Rectification.rating_id == Rating.id)
        .outerjoin(ServiceItem, (ServiceItem.code == Rating.item_code) & (ServiceItem.origin == CITY))
        .where(*conditions)
        .order_by(
            either((Rectification.state == "open", 0), else_=1),
            either((Rectification.state == "open", Rectification.due_on), else_=None),
            col(Rectification.id).desc(),
        )
    )
    rows = session.execute(a_page(query, asked.page, A_PAGE))
    return [_row(task, rating, name or "", today) for task, rating, name in rows], _number(
        session, conditions
    )


def waiting(session: Session, departments: Collection[str]) -> int:
    return _number(session, _conditions(Asked(departments=departments), date.max))


def overdue(session: Session, departments: Collection[str], today: date) -> int:
    return _number(session, _conditions(Asked(due="overdue", departments=departments), today))


def department_of(session: Session, matter_no: str) -> str | None:
    """Whose it is; LookupError where the matter has no bad rating."""
    row = session.execute(
        select(Rectification.department_code)
        .join(Rating, Rectification.rating_id == Rating.id)
        .where(Rating.matter_no == matter_no)
    ).first()
    if row is None:
        raise LookupError(matter_no)
    found: str | None = row.department_code
    return found


def _number(session: Session, conditions: Any) -> int:
    query = select(func.count(Rectification.id)).join(Rating, Rectification.rating_id == Rating.id)
    return int(session.scalar(query.where(*conditions)) or 0)


def _conditions(asked: Asked, today: date) -> Iterator[Any]:
    if asked.due in ("open", "overdue"):
        yield Rectification.state == "open"
    if asked.due == "overdue":
        yield Rectification.due_on < today
    if asked.due == "closed":
        yield Rectification.state != "open"
    if asked.words:
        yield col(Rating.matter_no).contains(asked.words.upper(), autoescape=True)
    if asked.departments:
        yield col(Rectification.department_code).in_(sorted(asked.departments))


def _row(task: Any, rating: Any, item: str, today: date) -> Row:
    is_open = task.state == "open"
    return Row(
        matter_no=rating.matter_no,
        matter_kind=rating.matter_kind,
        item=item,
        department=task.department_code or "",
        level=LEVELS[rating.satisfaction],
        reasons=tuple(BAD_REASONS[key] for key in rating.reasons if key in BAD_REASONS),
        comment=mask_text(rating.comment or ""),
        rated_at=rating.created_at,
        due_on=task.due_on,
        is_open=is_open,
        is_overdue=is_open and task.due_on < today,
        result=task.result,
    )
