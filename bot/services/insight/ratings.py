"""好差评: how satisfied people are, and whether what was bad was put right in time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Rating, Rectification
from bot.services.applications.deadlines import city_date
from bot.services.insight.period import Period
from bot.services.insight.share import Share
from bot.services.ratings.rate import BAD, BAD_REASONS, GOOD_REASONS, LEVELS

BEST = max(LEVELS)
_REASONS = {**GOOD_REASONS, **BAD_REASONS}


@dataclass
class Rated:
    """Ratings of one department or item, or of all; `put_right`: bad ones whose 整改 ended within its deadline."""

    key: str
    levels: Counter[int] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)  # in Chinese
    put_right: int = 0
    late: int = 0  # ended late, or still open past the deadline
    waiting: int = 0  # open, and still in time

    @property
    def number(self) -> int:
        return sum(self.levels.values())

    @property
    def mean(self) -> float | None:
        """平均分, 5 the best."""
        if not self.number:
            return None
        return sum((BEST + 1 - level) * times for level, times in self.levels.items()) / self.number

    @property
    def bad(self) -> Share:
        """差评率."""
        return Share(sum(times for level, times in self.levels.items() if level >= BAD), self.number)

    @property
    def rectified(self) -> Share:
        """按期整改率, of those whose deadline is over or that are done."""
        return Share(self.put_right, self.put_right + self.late)


@dataclass(frozen=True)
class Ratings:
    total: Rated
    departments: list[Rated]
    items: list[Rated]


def ratings(session: Session, period: Period, today: date) -> Ratings:
    """Of ratings given in the period."""
    query = (
        select(
            Rating.department_code,
            Rating.item_code,
            Rating.satisfaction,
            Rating.reasons,
            Rectification.due_on,
            Rectification.finished_at,
        )
        .outerjoin(Rectification, Rectification.rating_id == Rating.id)
        .where(col(Rating.created_at) >= period.starts_at, col(Rating.created_at) < period.ends_at)
    )
    if period.departments:
        query = query.where(col(Rating.department_code).in_(sorted(period.departments)))
    total, departments, items = Rated(""), dict[str, Rated](), dict[str, Rated]()
    for department, item, level, reasons, due_on, finished_at in session.execute(query):
        of = [total, departments.setdefault(department or "", Rated(department or ""))]
        if item:
            of.append(items.setdefault(item, Rated(item)))
        for each in of:
            each.levels[level] += 1
            each.reasons.update(_REASONS.get(reason, reason) for reason in reasons)
            if due_on is not None:
                _put_right(each, due_on, city_date(finished_at) if finished_at else None, today)
    return Ratings(total, _most_first(departments), _most_first(items))


def _put_right(rated: Rated, due_on: date, done_on: date | None, today: date) -> None:
    if done_on is not None and done_on <= due_on:
        rated.put_right += 1
    elif done_on is not None or today > due_on:
        rated.late += 1
    else:
        rated.waiting += 1


def _most_first(found: dict[str, Rated]) -> list[Rated]:
    return sorted(found.values(), key=lambda each: (-each.number, each.key))
