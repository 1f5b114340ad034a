"""Looking something up in the audit log, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import desc, select
from sqlalchemy.orm import Session

from bot.db.models import AuditLog


@dataclass(frozen=True)
class Wanted:
    """What is left empty does not narrow the search; `before` is the sequence to go on from."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def search(session: Session, wanted: Wanted, limit: int = 50) -> list[AuditLog]:
    conditions: list[Any] = [
        column == value
        for column, value in (
            (AuditLog.actor, wanted.actor),
            (AuditLog.action, wanted.action),
            (AuditLog.subject, wanted.subject),
        )
        if value
    ]
    if wanted.since:
        conditions.append(AuditLog.at >= wanted.since)
    if wanted.until:
        conditions.append(AuditLog.at < wanted.until)
    if wanted.before is not None:
        conditions.append(AuditLog.sequence < wanted.before)
    query = select(AuditLog).where(*conditions).order_by(desc(AuditLog.sequence)).limit(limit)
    return list(session.execute(query).scalars())
