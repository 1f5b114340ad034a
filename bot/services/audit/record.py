"""The one door to the audit log: a row is added in the transaction of the deed it tells of."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import desc, select
from sqlalchemy.orm import Session

from bot.db.alone import alone
from bot.db.base import utc_now
from bot.db.models import AuditLog
from bot.services.audit.seal import GENESIS, seal

CHAIN_LOCK = 6_101_949  # any number, the same on every replica
LONGEST = {"actor": 100, "action": 50, "subject": 100}


def record(
    session: Session,
    actor: str,
    action: str,
    subject: str = "",
    detail: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditLog:
    """Append what `actor` did to `subject`; `detail` holds no personal data.

    Raises ValueError where somebody or something is missing or too long: an audit log is never cut short silently.
    """
    for name, value in (("actor", actor), ("action", action), ("subject", subject)):
        if len(value) > LONGEST[name] or (not value.strip() and name != "subject"):
            raise ValueError(f"审计日志的 {name} 为空或超过 {LONGEST[name]} 字")
    plain = json.loads(json.dumps(detail or {}, allow_nan=False))  # sealed as the database will give it back
    alone(session, CHAIN_LOCK)  # two writers may not follow the same row
    last = session.execute(
        select(AuditLog.sequence, AuditLog.row_hash).order_by(desc(AuditLog.sequence)).limit(1)
    ).first()
    sequence, previous = (last.sequence + 1, last.row_hash) if last else (1, GENESIS)
    moment = at or utc_now()
    row = AuditLog(
        sequence=sequence,
        at=moment,
        actor=actor,
        action=action,
        subject=subject,
        detail=plain,
        previous_hash=previous,
        row_hash=seal(previous, sequence, moment, actor, action, subject, plain),
    )
    session.add(row)
    session.flush()
    return row
