"""Facts counted by one dimension: days that are over from their counts, the others from the facts themselves.

A day is over when nothing can be added to it any more: a word about an answer counts with the day of the question,
and up to 24 hours later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import String, case, cast, func, insert, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.models.insight import CountedDay, QuestionCount, QuestionFact
from bot.services.insight.outcomes import Outcome
from bot.services.insight.period import Period

_FACT = QuestionFact.__table__
_COUNT = QuestionCount.__table__
OPEN_FOR = timedelta(days=3)
DIMENSIONS: dict[str, Any] = {
    "day": literal("").label("key"),
    "topic": (_FACT.c.kind + ":" + _FACT.c.topic).label("key"),
    "hour": cast(_FACT.c.hour, String).label("key"),
    "region": _FACT.c.region.label("key"),
    "channel": _FACT.c.channel.label("key"),
    "speed": cast(_FACT.c.speed, String).label("key"),
}
_DONE: dict[str, Any] = {
    "sqlite": sqlite.insert(CountedDay.__table__).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(CountedDay.__table__).on_conflict_do_nothing(),
}
Place = tuple[date, str, str]


@dataclass
class Cell:
    """How many of each outcome; `day` is the first of the period unless it was asked for day by day."""

    day: date
    key: str
    department: str
    counts: Counter[Outcome] = field(default_factory=Counter)


def cells(session: Session, dimension: str, period: Period, *, by_day: bool = False) -> list[Cell]:
    return cells_of(session, [dimension], period, by_day=by_day)[dimension]


def cells_of(
    session: Session, dimensions: Sequence[str], period: Period, *, by_day: bool = False
) -> dict[str, list[Cell]]:
    """By each of several dimensions, with one look at the counted days for all of them."""
    counted = set(session.scalars(select(CountedDay.day).where(_within(CountedDay.day, period))))
    found: dict[str, dict[Place, Cell]] = {dimension: {} for dimension in dimensions}

    def cell(dimension: str, *place: Any) -> Cell:
        return found[dimension].setdefault(place, Cell(*place))

    for dimension, day, key, department, *numbers in session.execute(_of_counts(dimensions, period, by_day)):
        cell(dimension, day, key, department).counts.update(dict(zip(Outcome, numbers, strict=True)))
    open_days = [day for day in period.all_days() if day not in counted]
    for dimension in dimensions:
        rows = session.execute(_of_facts(dimension, period, open_days))
        for day, key, department, outcome, number in rows:
            place = (day if by_day else period.first, key, department)
            cell(dimension, *place).counts[Outcome(outcome)] += number
    return {dimension: list(by_place.values()) for dimension, by_place in found.items()}


def count_days(session: Session, today: date, most: int = 40) -> int:
    """Counts days that are over, oldest first; how many. Several replicas may do it at once; call again until 0."""
    number = 0
    while number < most:
        newest = select(func.max(CountedDay.day)).scalar_subquery()
        oldest_open = select(func.min(_FACT.c.day)).where(
            _FACT.c.day <= today - OPEN_FOR, or_(newest.is_(None), _FACT.c.day > newest)
        )
        day = session.scalar(oldest_open)
        if day is None or not _count_day(session, day):
            break
        number += 1
    return number


def _count_day(session: Session, day: date) -> bool:
    connection = session.connection()
    mark = connection.execute(_DONE[connection.dialect.name], {"day": day, "counted_at": utc_now()})
    if mark.rowcount != 1:  # another replica was quicker
        return False
    sums = [func.sum(case((_FACT.c.outcome == each.value, 1), else_=0)) for each in Outcome]
    columns = ["dimension", "day", "key", "department", *(each.value for each in Outcome)]
    for dimension, key in DIMENSIONS.items():
        fixed = [literal(dimension), literal(day, type_=_FACT.c.day.type)]
        query = select(*fixed, key, _FACT.c.department, *sums).where(_FACT.c.day == day)
        grouped = [_FACT.c.department] if dimension == "day" else [key, _FACT.c.department]
        session.execute(insert(_COUNT).from_select(columns, query.group_by(*grouped)))
    return True


def _of_counts(dimensions: Sequence[str], period: Period, by_day: bool) -> Any:
    day = _COUNT.c.day if by_day else literal(period.first, type_=_COUNT.c.day.type).label("day")
    sums = [func.sum(_COUNT.c[each.value]) for each in Outcome]
    grouped = [_COUNT.c.dimension, _COUNT.c.key, _COUNT.c.department, *([_COUNT.c.day] if by_day else [])]
    return (
        select(_COUNT.c.dimension, day, _COUNT.c.key, _COUNT.c.department, *sums)
        .where(
            _COUNT.c.dimension.in_(list(dimensions)), _within(_COUNT.c.day, period), *_theirs(_COUNT, period)
        )
        .group_by(*grouped)
    )


def _of_facts(dimension: str, period: Period, days: list[date]) -> Any:
    key = DIMENSIONS[dimension]
    grouped = [_FACT.c.day, _FACT.c.department, _FACT.c.outcome, *([] if dimension == "day" else [key])]
    return (
        select(_FACT.c.day, key, _FACT.c.department, _FACT.c.outcome, func.count())
        .where(_FACT.c.day.in_(days), *_theirs(_FACT, period))
        .group_by(*grouped)
    )


def _within(column: Any, period: Period) -> Any:
    return column.between(period.first, period.last)


def _theirs(table: Any, period: Period) -> list[Any]:
    return [table.c.department.in_(sorted(period.departments))] if period.departments else []
