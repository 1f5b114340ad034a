"""What stands behind a figure: questions as they were stored, masked; those with something masked in them stay away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, select
from sqlalchemy.orm import Session

from bot.db.models import Turn
from bot.db.models.insight import QuestionFact
from bot.services.content import text_key
from bot.services.faq.inbox import readable
from bot.services.insight.outcomes import QUESTIONS, Outcome
from bot.services.insight.period import Period

MOST = 50
_LOOKED_AT = 2000
_FACT = QuestionFact.__table__
_TURN = Turn.__table__
# Said of the question one turn before.
_LATER = [each.value for each in Outcome if each not in QUESTIONS]


@dataclass
class Example:
    text: str
    times: int
    last: date


def examples(
    session: Session, period: Period, *, topic: str = "", outcomes: Collection[Outcome] = ()
) -> tuple[list[Example], int]:
    """(the most frequent first, at most MOST; how many facts were looked at). `topic`: `item:…`, `faq:…`."""
    spoken = case((_FACT.c.outcome.in_(_LATER), _FACT.c.seq - 1), else_=_FACT.c.seq)
    query = (
        select(_TURN.c.user_text, _FACT.c.day)
        .select_from(
            _FACT.outerjoin(
                _TURN, and_(_TURN.c.conversation_id == _FACT.c.conversation_id, _TURN.c.seq == spoken)
            )
        )
        .where(_FACT.c.day.between(period.first, period.last))
        .order_by(_FACT.c.id.desc())
        .limit(_LOOKED_AT)
    )
    if period.departments:
        query = query.where(_FACT.c.department.in_(sorted(period.departments)))
    if topic:
        kind, _, key = topic.partition(":")
        query = query.where(_FACT.c.kind == kind, _FACT.c.topic == key)
    if outcomes:
        query = query.where(_FACT.c.outcome.in_([each.value for each in outcomes]))
    found: dict[str, Example] = {}
    rows = session.execute(query).all()
    for text, day in rows:
        if text is None or not readable(text):  # forgotten, or with something masked
            continue
        each = found.setdefault(text_key(text), Example(text, 0, day))
        each.times += 1
        each.last = max(each.last, day)
    ordered = sorted(found.values(), key=lambda each: (-each.times, each.text))
    return ordered[:MOST], len(rows)
