"""A case moves on: allowed or refused, recorded, told, and its clock counted anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.services.applications.errors import MovesWithParts, NoSuchDraft, NotAllowed
from bot.services.applications.history import lock, record, reset_clock
from bot.services.applications.parts import of_bundle
from bot.services.applications.states import State, may_follow
from bot.services.bundles.schema import is_bundle


def transition(
    session: Session,
    application_id: int,
    to_state: State | str,
    actor: str,
    note: str,
    now: datetime,
    result: dict[str, Any] | None = None,
) -> None:
    """Raises NotAllowed when the state does not let it happen, NoSuchDraft when there is no such case, MovesWithParts
    for a 一件事, which moves as its items do.

    `actor` is a staff account, "citizen" or "system"; `result` goes with 办结. Drafts are filed, never moved.
    """
    case = lock(session, application_id)
    if case is None or case.case_no is None:
        raise NoSuchDraft
    if is_bundle(case.item_code):
        raise MovesWithParts
    _move(session, case, State(to_state), actor, note, now, result)
    if case.parent_id is not None:
        _follow(session, case.parent_id, now)


def _move(
    session: Session,
    case: Any,
    after: State,
    actor: str,
    note: str,
    now: datetime,
    result: dict[str, Any] | None = None,
) -> None:
    before = State(case.state)
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


def _follow(session: Session, parent_id: int, now: datetime) -> None:
    """The 一件事 is accepted with its first item, and over with its last.

    Held after the item, by whoever moves one, so that the last of two to move sees the other.
    """
    parent = lock(session, parent_id)
    states = [State(case.state) for case in of_bundle(session, parent)]
    for after in _steps(State(parent.state), states):
        _move(session, parent, after, "system", "", now)


def _steps(now_at: State, states: list[State]) -> list[State]:
    if now_at.is_final:
        return []
    over = all(state.is_final for state in states)
    done = State.COMPLETED in states
    if over and not done:
        return [State.WITHDRAWN if set(states) == {State.WITHDRAWN} else State.RETURNED]
    begun = [State.ACCEPTED] if now_at is State.SUBMITTED and any(map(_has_begun, states)) else []
    return [*begun, State.COMPLETED] if over else begun


def _has_begun(state: State) -> bool:
    return state in (State.ACCEPTED, State.IN_PROGRESS, State.SUSPENDED, State.COMPLETED)
