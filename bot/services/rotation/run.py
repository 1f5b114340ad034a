"""One whole rotation: what is left, and doing it in batches until nothing is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.services.rotation import columns, files
from bot.services.uploads import keep

Progress = Callable[[str, int], None]  # (what, how many more of it)
Write = Callable[[], AbstractContextManager[Session]]
FILES = "upload files"
_ROUNDS = 5  # rows that somebody changes meanwhile come round again


@dataclass(frozen=True)
class Rotated:
    """How many rows and files now bear the newest key, and what still does not."""

    rows: int
    files: int
    left: dict[str, int]


def left(session: Session) -> dict[str, int]:
    """By table, what an older key has encrypted; nothing for a table that is done."""
    counts = {table.name: columns.left(session, table) for table in columns.tables()}
    counts[FILES] = files.left(session)
    return {name: count for name, count in counts.items() if count}


def rotate(write: Write, tell: Progress = lambda _what, _count: None) -> Rotated:
    """Batches, each in a transaction of its own; other writers wait for none longer than a batch."""
    rows = 0
    for _ in range(_ROUNDS):
        done = sum(_table(write, table, tell) for table in columns.tables())
        rows += done
        if not done:
            break
    moved, after = 0, None
    while True:
        with write() as session:
            batch = files.rotate(session, after)
        moved, after = moved + batch.rows, batch.last
        if after is None:
            break
        tell(FILES, batch.rows)
    with write() as session:
        keep.remove_strays(session)
        return Rotated(rows, moved, left(session))


def _table(write: Write, table: object, tell: Progress) -> int:
    done, after = 0, None
    while True:
        with write() as session:
            batch = columns.rotate(session, table, after)
        if batch.last is None:
            return done
        done, after = done + batch.rows, batch.last
        tell(str(getattr(table, "name", "")), batch.rows)
