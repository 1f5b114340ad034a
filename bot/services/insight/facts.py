"""The fact of a turn: which question was asked and what became of it, without a word of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from bot.db.models.insight import QuestionFact
from bot.services.content import CITY_ZONE
from bot.services.faq.inbox import NONE_OF_THEM, USELESS
from bot.services.insight.outcomes import ANSWERS, Outcome
from bot.services.insight.topic import Topic

log = structlog.get_logger()

SPEEDS = (0.1, 0.3, 1.0, 3.0)  # seconds; a fact has the number of the class
_TOLD = {  # what an action notes → what is counted
    "clarified": Outcome.CLARIFIED,
    "lost": Outcome.LOST,
    "out_of_scope": Outcome.OUTSIDE,
    "failed": Outcome.FAILED,
}
_USELESS = frozenset({*USELESS, "不是我要问的"})
_WITH_A_PERSON = (Outcome.HANDED, Outcome.HANDED_LOST, Outcome.PERSON)
_STILL_MEANT = timedelta(hours=24)  # a word about an older answer is about nothing
_INSERT = insert(QuestionFact.__table__)


@dataclass(frozen=True)
class Heard:
    """One message as far as it is counted. `words` are read and not kept; `pressed`: a choice, not typed."""

    words: str
    outcome: str  # as the action noted it
    topic: Topic | None
    pressed: bool
    channel: str
    region: str
    seconds: float
    at: datetime


@dataclass(frozen=True)
class Asked:
    """The question a conversation is at; kept with its state, so that what is said of the answer finds it."""

    day: str
    hour: int
    at: str
    region: str
    department: str
    kind: str
    topic: str
    outcome: str

    @classmethod
    def read(cls, stored: dict[str, Any] | None, now: datetime) -> Asked | None:
        """None when there is none, or when it is too long ago."""
        if not stored:
            return None
        found = cls(**stored)
        return found if now - datetime.fromisoformat(found.at) < _STILL_MEANT else None

    def write(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Counted:
    """The row to be written, and the question the conversation is at from now on."""

    row: dict[str, Any]
    asked: Asked


def count(heard: Heard, before: Asked | None) -> Counted | None:
    """None when the message is no question: a form's answer, a greeting."""
    reaction = _reaction(heard, before)
    if reaction is not None and before is not None:
        asked = Asked(**{**asdict(before), "outcome": reaction.value})
        return Counted(_row(asked, heard), asked)
    outcome = _outcome(heard, before)
    if outcome is None:
        return None
    topic = heard.topic or Topic("", "")
    if outcome not in ANSWERS:
        topic = Topic("", "")
    when = heard.at.astimezone(CITY_ZONE)
    day, hour, at = when.date().isoformat(), when.hour, heard.at.isoformat()
    if outcome is Outcome.ANSWERED and heard.pressed and before and before.outcome == Outcome.CLARIFIED:
        outcome, day, hour, at = Outcome.CHOSEN, before.day, before.hour, before.at
    region = heard.region or (before.region if before else "")
    asked = Asked(day, hour, at, region, topic.department[:64], topic.kind, topic.key[:80], outcome.value)
    return Counted(_row(asked, heard), asked)


def speed_class(seconds: float) -> int:
    return sum(seconds >= limit for limit in SPEEDS)


def write(connection: Connection, row: dict[str, Any], conversation_id: str, seq: int) -> None:
    """Into the transaction of the turn; whatever is wrong with a figure, the turn is saved."""
    try:
        with connection.begin_nested():
            connection.execute(_INSERT, {**row, "conversation_id": conversation_id, "seq": seq})
    except Exception:
        log.exception("insight.fact_lost")


def _reaction(heard: Heard, before: Asked | None) -> Outcome | None:
    """What the message says of the question before it; each question is objected to once."""
    if before is None:
        return None
    answered = before.outcome in ANSWERS
    if heard.outcome == "handover":
        if answered:
            return Outcome.HANDED
        return Outcome.HANDED_LOST if before.outcome not in _WITH_A_PERSON else None
    if heard.words in _USELESS and answered:
        return Outcome.USELESS
    if heard.words == NONE_OF_THEM and before.outcome == Outcome.CLARIFIED:
        return Outcome.NONE
    return None


def _outcome(heard: Heard, before: Asked | None) -> Outcome | None:
    if heard.outcome == "handover":
        return Outcome.PERSON if before is None else None
    if heard.words in _USELESS or heard.words == NONE_OF_THEM:
        return None  # said of nothing, or once more
    if heard.outcome in _TOLD:
        return _TOLD[heard.outcome]
    return Outcome.ANSWERED if heard.topic is not None else None


def _row(asked: Asked, heard: Heard) -> dict[str, Any]:
    return {
        "day": date.fromisoformat(asked.day),
        "hour": asked.hour,
        "channel": heard.channel[:20],
        "region": asked.region[:40],
        "department": asked.department,
        "kind": asked.kind,
        "topic": asked.topic,
        "outcome": asked.outcome,
        "speed": speed_class(heard.seconds),
    }
