"""Rows that are counted within something: events of a case, versions of a form, releases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def next_number(session: Session, column: Any, *which: Any) -> int:
    """One more than the highest `column` of those rows, 1 for the first.

    Whoever may have a rival holds what the rows belong to, or lets a unique constraint tell the two apart.
    """
    return int(session.scalar(select(func.max(column)).where(*which)) or 0) + 1
