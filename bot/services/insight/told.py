"""What citizens told in work orders, fit for statistics: nobody's name, number or address is left in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import WorkOrder
from bot.services.applications.deadlines import city_date
from bot.services.identity.mask import mask_text
from bot.services.insight.period import Period

MOST = 2000  # put together at once


@dataclass(frozen=True)
class Told:
    """`words` are masked; `shown` False where the citizen asked for secrecy: counted, not read."""

    order_no: str
    order_type: str
    department: str
    day: date
    words: str
    shown: bool


_COLUMNS = (
    WorkOrder.order_no,
    WorkOrder.order_type,
    WorkOrder.department_code,
    WorkOrder.created_at,
    WorkOrder.content,
    WorkOrder.is_secret,
    WorkOrder.citizen_name,
    WorkOrder.target,
    WorkOrder.location,
)


def told(session: Session, period: Period, types: Collection[str] = ()) -> list[Told]:
    """The newest, at most MOST, the oldest of them first."""
    query = (
        select(*_COLUMNS).where(*_conditions(period, types)).order_by(col(WorkOrder.id).desc()).limit(MOST)
    )
    rows = session.execute(query).all()[::-1]
    return [
        Told(row[0], row[1], row[2] or "", city_date(row[3]), _masked(row[4] or "", *row[6:]), not row[5])
        for row in rows
    ]


def how_many(session: Session, period: Period, types: Collection[str] = ()) -> int:
    query = select(func.count()).select_from(WorkOrder).where(*_conditions(period, types))
    return int(session.scalar(query) or 0)


def _conditions(period: Period, types: Collection[str]) -> list[Any]:
    conditions = [
        col(WorkOrder.created_at) >= period.starts_at,
        col(WorkOrder.created_at) < period.ends_at,
        col(WorkOrder.parent_id).is_(None),  # 催办 stands with its order
    ]
    if period.departments:
        conditions.append(col(WorkOrder.department_code).in_(sorted(period.departments)))
    if types:
        conditions.append(col(WorkOrder.order_type).in_(sorted(types)))
    return conditions


def _masked(words: str, *said_elsewhere: str | None) -> str:
    """Names and places that the citizen also gave in a field of their own are known, and go."""
    for known in sorted({each.strip() for each in said_elsewhere if each}, key=len, reverse=True):
        if len(known) >= 2:
            words = words.replace(known, "**")
    return mask_text(words)
