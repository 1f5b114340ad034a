"""Uploads, encrypted anew and renamed, since a file's name is a keyed hash as well.

The new file is written first, then the rows are changed, then the old file is a stray: killed at any moment, nothing
is lost, and the next run or housekeeping removes what nobody knows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.crypto import UNREADABLE
from bot.db.models import Upload
from bot.services.rotation.columns import Batch, KeyMissing
from bot.services.uploads import store

BATCH = 20


def left(session: Session) -> int:
    return sum(not store.is_newest(address) for address in session.scalars(_addresses()) if _there(address))


def rotate(session: Session, after: int | None = None, size: int | None = None) -> Batch:
    """The next uploads; the caller commits, and sweeps when all is done. Raises KeyMissing."""
    query = select(Upload.id, Upload.address, Upload.session_id).order_by(Upload.id).limit(size or BATCH)
    if after is not None:
        query = query.where(Upload.id > after)
    rows = session.execute(query).all()
    changed = 0
    for row in rows:
        # Rows that share a file: the first of them took the others along.
        now = session.scalar(select(Upload.address).where(Upload.id == row.id))
        if now != row.address or not _there(now) or store.is_newest(now):
            continue
        try:
            content = store.read(now)
        except UNREADABLE:
            raise KeyMissing(f"upload {row.id}") from None
        anew = store.address_of(content, row.session_id)
        store.write(anew, content)
        session.execute(
            update(Upload)
            .where(Upload.address == now)
            .values(address=anew)
            .execution_options(synchronize_session=False)
        )
        changed += 1
    return Batch(changed, rows[-1].id if rows else None)


def _addresses() -> Any:
    return select(Upload.address).distinct().execution_options(yield_per=1000)


def _there(address: Any) -> bool:
    return address is not None and store.exists(address)
