"""Deleting in batches, so that nobody waits for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db.columns import col

SIZE = 500


def some(session: Session, column: Any, *which: Any, by: Any = None) -> list[Any]:
    """The keys of a batch, the oldest first; rows another replica holds are left to it.

    `by` is a column with an index: SQLite takes it only for the order that is asked for.
    """
    order = column if by is None else by
    query = select(column).where(*which).order_by(order).limit(SIZE).with_for_update(skip_locked=True)
    return list(session.scalars(query))


def remove(session: Session, table: Any, *which: Any, by: Any = None) -> int:
    ids = some(session, table.id, *which, by=by)
    return remove_by(session, table, table.id, ids)


def remove_by(session: Session, table: Any, column: Any, ids: list[Any]) -> int:
    if not ids:
        return 0
    gone = session.execute(
        delete(table).where(col(column).in_(ids)).execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)
