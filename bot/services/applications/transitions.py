"""A case moves on: allowed or refused, recorded, told, and its clock counted anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.services.applications.errors import NoSuchDraft, NotAllowed
from bot.services.applications.history import lock, record, reset_clock
from bot.services.applications.states import State, may_follow


def transition(
    session: Session,
    application_id: int,
    to_state: State | str,
    actor: str,
    note: str,
    now: datetime,
    result: dict[str, Any] | None = None,
) -> None:
    """Raises NotAllowed when the state does not let it happen, NoSuchDraft when there is no such case.

    `actor` is a staff account, "citizen" or "system"; `result` goes with 办结. Drafts are filed, never moved.
    """
    case = lock(session, application_id)
    if case is None or case.case_no is None:
        raise NoSuchDraft
    before, after = State(case.state), State(to_state)
    if not may_follow(before, after):
        raise NotAllowed(before.label, after.label)
    case.state = after.value
    if after is State.ACCEPTED:
        case.accept_date = now
    if result is not None:
        case.result = result
    if after.is_final:
        case.finished_at = now
    case.paused_at = now if after.is_paused else None
    record(session, case, before, after, actor, note, now)
    reset_clock(session, case)
    session.flush()
