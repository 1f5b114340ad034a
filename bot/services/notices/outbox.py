"""Taking rows out of the outbox: each by one worker at a time, again after a growing pause when it failed.

A row is claimed by moving its `due_at` ahead in a statement that compares it: whoever crashes meanwhile leaves a row
that is due again when the lease is over. Several replicas may work at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from bot.db.base import UtcDateTime
from bot.db.columns import col
from bot.db.models import OutboxMessage

LEASE = timedelta(seconds=60)  # longer than any delivery takes
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=30)
MOST_TRIES = 60  # a day and more
_AT_ONCE = 50
SMS, INTAKE = "sms.code", "intake.case"  # kinds that are for no conversation and not for staff either
# Each is delivered by itself: a business system that hangs holds up no code that somebody waits for.
LANES: dict[str, Any] = {
    SMS: OutboxMessage.kind == SMS,
    INTAKE: OutboxMessage.kind == INTAKE,
    "notices": and_(
        col(OutboxMessage.session_id).is_not(None), col(OutboxMessage.kind).not_in((SMS, INTAKE))
    ),
}
OURS = or_(col(OutboxMessage.session_id).is_not(None), col(OutboxMessage.kind).in_((SMS, INTAKE)))


@dataclass(frozen=True)
class Claimed:
    id: int
    kind: str
    session_id: str | None
    payload: dict[str, Any]
    key: str
    attempts: int  # this one included
    lease: datetime  # what `due_at` was set to


def claim(
    session: Session, now: datetime, conditions: tuple[Any, ...], limit: int = _AT_ONCE
) -> list[Claimed]:
    """Rows that are due, held for `LEASE`; the caller commits before it delivers any."""
    due = session.scalars(
        select(OutboxMessage)
        .where(
            col(OutboxMessage.delivered_at).is_(None),
            OutboxMessage.due_at <= now,
            OutboxMessage.attempts < MOST_TRIES,
            *conditions,
        )
        .order_by(OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    claimed = []
    for row in due:
        lease = now + LEASE
        taken = session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.id == row.id,
                OutboxMessage.attempts == row.attempts,
                col(OutboxMessage.delivered_at).is_(None),
            )
            .values(due_at=lease, attempts=row.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount:
            claimed.append(
                Claimed(
                    row.id, row.kind, row.session_id, row.payload, row.dedupe_key, row.attempts + 1, lease
                )
            )
    return claimed


def done(session: Session, row: Claimed, now: datetime) -> bool:
    """False when another worker has delivered it, the lease having run out."""
    marked = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == row.id, col(OutboxMessage.delivered_at).is_(None))
        .values(delivered_at=now, last_error="")
        .execution_options(synchronize_session=False)
    )
    return bool(marked.rowcount)


def failed(session: Session, row: Claimed, why: str, now: datetime, *, final: bool = False) -> None:
    """Due again after 2, 4, 8 … seconds, half an hour at most; `why` names a kind of failure, nothing personal."""
    pause = min(FIRST_PAUSE * 2 ** min(row.attempts - 1, 20), LONGEST_PAUSE)
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == row.id,
            OutboxMessage.attempts == row.attempts,
            col(OutboxMessage.delivered_at).is_(None),
        )
        .values(
            due_at=now + pause,
            last_error=why[:200],
            attempts=MOST_TRIES if final else row.attempts,
        )
        .execution_options(synchronize_session=False)
    )


def put_back(session: Session, rows: Sequence[Claimed], now: datetime) -> None:
    """Claimed and not tried: due again after the first pause, and no try is counted."""
    for row in rows:
        session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.id == row.id,
                OutboxMessage.attempts == row.attempts,
                col(OutboxMessage.delivered_at).is_(None),
            )
            .values(due_at=now + FIRST_PAUSE, attempts=row.attempts - 1)
            .execution_options(synchronize_session=False)
        )


_WAITING = (
    select(OutboxMessage.id)
    .where(
        col(OutboxMessage.delivered_at).is_(None),
        OutboxMessage.due_at <= bindparam("now", type_=UtcDateTime),
        OutboxMessage.attempts < MOST_TRIES,
    )
    .limit(1)
)


_WAITING_IN = {lane: _WAITING.where(condition) for lane, condition in LANES.items()}


def is_waiting(session: Session, now: datetime, lane: str) -> bool:
    """Whether anything is due there."""
    return session.execute(_WAITING_IN[lane], {"now": now}).first() is not None
