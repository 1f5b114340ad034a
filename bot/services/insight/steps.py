"""Which questions of a form an applicant was asked: where people drop out, without what they answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.db.models.insight import FormStepFact

log = structlog.get_logger()

REFUSED = "refused"  # kind and step of an applicant who may not apply
_ONCE: dict[str, Any] = {
    "sqlite": sqlite.insert(FormStepFact.__table__).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(FormStepFact.__table__).on_conflict_do_nothing(),
}


def note(session: Session, application_id: int, step: str, kind: str, at: datetime) -> None:
    """The first time counts. In the caller's transaction; whatever is wrong with a figure, the draft is saved."""
    connection = session.connection()
    row = {"application_id": application_id, "step": step[:100], "kind": kind, "at": at}
    try:
        with connection.begin_nested():
            connection.execute(_ONCE[connection.dialect.name], row)
    except Exception:
        log.exception("insight.step_lost")
