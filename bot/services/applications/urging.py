"""催办 of a case: an event on it and a word to staff, at most once a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import ApplicationEvent
from bot.services.applications.errors import ApplicationError
from bot.services.applications.history import lock
from bot.services.applications.states import State
from bot.services.notices.queue import queue

URGED = "申请人催办"
EVERY = timedelta(hours=24)


class CannotUrge(ApplicationError):
    def __init__(self, label: str) -> None:
        super().__init__(f"办件现在的状态是“{label}”，不需要催办。")


def urge(session: Session, application_id: int, now: datetime) -> bool:
    """False when it was urged within a day already. Raises CannotUrge when it waits for nobody in the house."""
    case: Any = lock(session, application_id)
    state = State(case.state)
    if state.is_final or state in (State.DRAFT, State.CORRECTION):
        raise CannotUrge(state.label)
    of_case = ApplicationEvent.application_id == case.id
    last = session.scalar(
        select(func.max(ApplicationEvent.at)).where(of_case, ApplicationEvent.note == URGED)
    )
    if last is not None and now - last < EVERY:
        return False
    sequence = (session.scalar(select(func.max(ApplicationEvent.sequence)).where(of_case)) or 0) + 1
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
