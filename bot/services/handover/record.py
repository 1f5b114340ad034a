"""A change of state: compared and set in one statement, with its event, so that two who try meet and one is told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Handover, HandoverEvent
from bot.db.numbering import next_number
from bot.services.handover.states import State

CITIZEN, SYSTEM = "citizen", "system"


def move(
    session: Session,
    handover_id: int,
    before: Collection[State],
    after: State,
    *,
    actor: str,
    action: str,
    now: datetime,
    held_by: str | None = None,
    quiet_since: datetime | None = None,
    note: str = "",
    **values: Any,
) -> bool:
    """False, and nothing is changed, when it is in none of `before` any more, not held by `held_by`, or something
    was said after `quiet_since`."""
    conditions = [Handover.id == handover_id, col(Handover.state).in_([each.value for each in before])]
    if held_by is not None:
        conditions.append(Handover.agent == held_by)
    if quiet_since is not None:
        conditions.append(Handover.touched_at <= quiet_since)
    if not after.is_open:
        values = {"ended_at": now, "typing": None, "typing_at": None, **values}
    moved = session.execute(
        update(Handover)
        .where(*conditions)
        .values(state=after.value, **values)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount:
        event(session, handover_id, actor, action, after, now, note)
    return bool(moved.rowcount)


def event(
    session: Session, handover_id: int, actor: str, action: str, state: State, now: datetime, note: str = ""
) -> None:
    """Appended; the caller holds the row, having just changed it."""
    sequence = next_number(session, HandoverEvent.sequence, HandoverEvent.handover_id == handover_id)
    session.add(
        HandoverEvent(
            handover_id=handover_id,
            sequence=sequence,
            at=now,
            actor=actor,
            action=action,
            to_state=state.value,
            note=note[:200],
        )
    )
    session.flush()


def get(session: Session, handover_id: int) -> Any:
    """The row as it is in the database now, or None."""
    return session.get(Handover, handover_id, populate_existing=True)
