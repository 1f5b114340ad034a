"""One transaction at a time, over all replicas, where no row is there yet that could be held."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session


def alone(session: Session, key: int) -> None:
    """Waits until nobody else is in a transaction that called this with `key`, any number that is nobody else's.

    SQLite's writing transactions queue already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
