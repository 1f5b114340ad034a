"""Who works on a waiting row: one process at a time, one row of a citizen at a time, in order.

A claim is a lease: what a killed process held is taken up again when it runs out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.db.columns import col

LEASE = timedelta(seconds=20)  # longer than any turn, any send


def heads(
    session: Session, table: Any, order: Sequence[str], channels: Sequence[str], now: datetime, limit: int
) -> list[Any]:
    """Ids that may be worked on now: due, unclaimed, and the first of their citizen by `order`."""
    other = aliased(table)
    earlier = or_(
        *(
            and_(
                *(getattr(other, name) == getattr(table, name) for name in order[:place]),
                getattr(other, column) < getattr(table, column),
            )
            for place, column in enumerate(order)
        )
    )
    in_the_way = (
        select(other.id)
        .where(
            other.channel == table.channel,
            other.address_index == table.address_index,
            other.state == "waiting",
            other.id != table.id,
            or_(earlier, other.claimed_until > now),
        )
        .exists()
    )
    free = or_(col(table.claimed_until).is_(None), table.claimed_until <= now)
    query = (
        select(table.id)
        .where(table.state == "waiting", table.due_at <= now, free)
        .where(col(table.channel).in_(channels), ~in_the_way)
        .order_by(table.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def claim(session: Session, table: Any, row_id: int, now: datetime) -> bool:
    """False when somebody else was quicker."""
    free = or_(col(table.claimed_until).is_(None), table.claimed_until <= now)
    taken = session.execute(
        update(table)
        .where(table.id == row_id, table.state == "waiting", free)
        .values(claimed_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)
