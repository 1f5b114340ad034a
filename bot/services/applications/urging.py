"""催办 of a case: an event on it and a word to staff, at most once a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Application, ApplicationEvent
from bot.db.numbering import next_number
from bot.services.applications.errors import ApplicationError
from bot.services.applications.history import lock
from bot.services.applications.parts import of_bundle
from bot.services.applications.states import State
from bot.services.bundles.schema import is_bundle
from bot.services.notices.queue import queue

URGED = "申请人催办"
EVERY = timedelta(hours=24)


class CannotUrge(ApplicationError):
    def __init__(self, label: str) -> None:
        super().__init__(f"办件现在的状态是“{label}”，不需要催办。")


def urge(session: Session, application_id: int, now: datetime) -> bool:
    """False when it was urged within a day already. Raises CannotUrge when it waits for nobody in the house.

    Of a 一件事 every item that waits is urged.
    """
    case: Any = session.get(Application, application_id)
    if case is not None and not is_bundle(case.item_code):  # a whole is never held before its items
        case = lock(session, application_id)
    state = State(case.state)
    if is_bundle(case.item_code):
        waiting = [part for part in of_bundle(session, case) if _waits(State(part.state))]
        if not waiting:
            raise CannotUrge(state.label)
        return any([urge(session, part.id, now) for part in waiting])
    if not _waits(state):
        raise CannotUrge(state.label)
    of_case = ApplicationEvent.application_id == case.id
    last = session.scalar(
        select(func.max(ApplicationEvent.at)).where(of_case, ApplicationEvent.note == URGED)
    )
    if last is not None and now - last < EVERY:
        return False
    sequence = next_number(session, ApplicationEvent.sequence, of_case)
    session.add(
        ApplicationEvent(
            application_id=case.id,
            sequence=sequence,
            at=now,
            actor="citizen",
            from_state=state.value,
            to_state=state.value,
            note=URGED,
        )
    )
    payload = {"matter_no": case.case_no, "state": state.value, "item_name": case.item_name}
    key = f"application:{case.id}:{sequence}"
    queue(session, "application.urged", key, payload, session_id=None, due_at=now)
    session.flush()
    return True


def _waits(state: State) -> bool:
    """For somebody in the house."""
    return not state.is_final and state not in (State.DRAFT, State.CORRECTION)
