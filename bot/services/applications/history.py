"""The one place where a case changes its state: the event, and the notice that goes out with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.db.models import Application, ApplicationEvent
from bot.db.numbering import next_number
from bot.services.applications.deadlines import of_case, pauses
from bot.services.applications.states import State
from bot.services.bundles.schema import is_bundle
from bot.services.calendar.working_days import load_calendar
from bot.services.identity.mask import mask_text
from bot.services.notices.queue import queue

_SILENT = frozenset({State.DRAFT, State.CANCELLED})


def record(
    session: Session,
    case: Any,
    before: State | None,
    after: State,
    actor: str,
    note: str,
    now: datetime,
    *,
    told: bool = True,
) -> None:
    """Appends the event and queues the notice, in the caller's transaction; the note loses personal numbers.

    `told` is False where the citizen learns it from another case: filed with its 一件事.
    """
    sequence = _append(session, case, before, after, actor, note, now)
    if told and after not in _SILENT:
        _tell(session, case, after.value, after, sequence, now)
    session.flush()


def record_passing(session: Session, case: Any, to: Any, actor: str, note: str, now: datetime) -> None:
    """It is department `to`'s from now on, in the state it is in: the event, and the notice."""
    state = State(case.state)
    sequence = _append(session, case, state, state, actor, note, now)
    if not is_bundle(case.item_code):  # a whole is told of by its items
        _tell(session, case, "passed_on", state, sequence, now, department=to.name)


def _tell(
    session: Session, case: Any, what: str, state: State, sequence: int, now: datetime, **more: str
) -> None:
    queue(
        session,
        f"application.{what}",
        f"application:{case.id}:{sequence}",
        {"matter_no": case.case_no, "state": state.value, "item_name": case.item_name, **more},
        session_id=case.session_id,
        due_at=now,
    )


def _append(
    session: Session, case: Any, before: State | None, after: State, actor: str, note: str, now: datetime
) -> int:
    of_case = ApplicationEvent.application_id == case.id
    sequence = next_number(session, ApplicationEvent.sequence, of_case) if before is not None else 1
    session.add(
        ApplicationEvent(
            application_id=case.id,
            sequence=sequence,
            at=now,
            actor=actor,
            from_state=before.value if before else None,
            to_state=after.value,
            note=mask_text(note),
        )
    )
    return sequence


def reset_clock(session: Session, case: Any) -> None:
    """Counts both deadlines anew from the history."""
    rows = session.execute(
        select(ApplicationEvent.at, ApplicationEvent.to_state)
        .where(ApplicationEvent.application_id == case.id)
        .order_by(ApplicationEvent.sequence)
    )
    stood_still = pauses((at, state) for at, state in rows)
    due = of_case(case, load_calendar(session), stood_still)
    case.promised_on, case.statutory_on = due.promised_on, due.statutory_on
    case.paused_days = sum((last - first).days for first, last in stood_still)


_HELD = (
    select(Application)
    .where(Application.id == bindparam("application"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def lock(session: Session, application_id: int) -> Any:
    """The case, held until the transaction ends; None when there is none. SQLite holds the whole file anyway."""
    return session.scalars(_HELD, {"application": application_id}).first()
