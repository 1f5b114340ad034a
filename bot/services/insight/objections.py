"""没用, pressed under an answer: counted with the question that was answered, once, however it is said."""

from __future__ import annotations

from datetime import date, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.db.models.insight import QuestionFact
from bot.services.insight.facts import write
from bot.services.insight.outcomes import ANSWERS, Outcome

log = structlog.get_logger()

_FACT = QuestionFact.__table__
_STILL_OPEN = timedelta(days=1)  # the day of the question is counted for good three days later
_COPIED = [column for column in _FACT.c if column.name not in ("id", "outcome", "conversation_id", "seq")]


def pressed(connection: Connection, conversation_id: str, seq: int, today: date) -> None:
    """Of the answer of turn `seq`. In the caller's transaction; whatever is wrong with a figure, the verdict is kept."""
    try:
        with connection.begin_nested():
            answered = connection.execute(
                select(*_COPIED).where(
                    _FACT.c.conversation_id == conversation_id,
                    _FACT.c.seq == seq,
                    _FACT.c.outcome.in_([each.value for each in ANSWERS]),
                )
            ).first()
    except Exception:
        log.exception("insight.objection_lost")
        return
    if answered is None or today - answered.day > _STILL_OPEN:
        return
    # As if 没用 had been typed next: that is where the question is looked for.
    write(connection, {**answered._mapping, "outcome": Outcome.USELESS.value}, conversation_id, seq + 1)
