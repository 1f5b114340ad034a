"""撤回 by the applicant: one case, or whatever of a 一件事 can still be taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db.models import Application
from bot.services.applications.errors import NoSuchDraft, NotAllowed
from bot.services.applications.history import lock
from bot.services.applications.parts import of_bundle
from bot.services.applications.states import State, may_follow
from bot.services.applications.transitions import transition
from bot.services.bundles.schema import is_bundle


def withdraw(session: Session, application_id: int, note: str, now: datetime) -> list[str]:
    """The numbers taken back now; none when that was done before. Raises NotAllowed when it is too late."""
    case = session.get(Application, application_id)
    if case is None or case.case_no is None:
        raise NoSuchDraft
    if not is_bundle(case.item_code):
        if case.state == State.WITHDRAWN:
            return []
        transition(session, application_id, State.WITHDRAWN, "citizen", note, now)
        return [case.case_no]
    # Each held before any is moved, in one order: moving one holds the whole as well.
    cases = [lock(session, part.id) for part in of_bundle(session, case)]
    open_ = [part for part in cases if may_follow(State(part.state), State.WITHDRAWN)]
    if not open_ and State(case.state) is not State.WITHDRAWN:
        raise NotAllowed(State(case.state).label, State.WITHDRAWN.label)
    for part in open_:
        transition(session, part.id, State.WITHDRAWN, "citizen", note, now)
    return [part.case_no for part in open_]
