"""学习箱: what citizens asked and did not get, masked as it was stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from bot.db.base import utc_now
from bot.db.columns import col
from bot.db.models import FaqWork, IgnoredQuestion, Turn
from bot.services.audit.record import record as audit
from bot.services.content import CITY_ZONE, text_key

KINDS = {
    "lost": "没听懂",
    "useless": "没用",
    "none": "选项都不是",
    "handover": "转人工",
    "outside": "不属于政务",
}
# What a citizen types when the answer before did not help.
USELESS = "没用 没有用 没帮助 没有帮助 答非所问 不是我要的 不是这个 没解决 没有解决 不对 你没听懂 说了等于没说 没回答".split()
NONE_OF_THEM = "都不是"
_OUTCOMES = {"lost": "lost", "handover": "handover", "out_of_scope": "outside"}
_MOST = 20_000
_HELD_BACK = re.compile(r"[〔〕]|\*{2,}|^\W*$")
_LONGEST = 60


def readable(text: str) -> bool:
    """A question somebody could learn from: nothing masked in it, neither a letter alone nor a letter of complaint."""
    return 2 <= len(text) <= _LONGEST and "\n" not in text and _HELD_BACK.search(text) is None


@dataclass
class Missed:
    """One question, in whatever spelling; `days`: the city's day → how often."""

    text: str
    kinds: Counter[str] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    asked: set[tuple[str, int]] = field(
        default_factory=set
    )  # (conversation, turn): once, whatever became of it

    @property
    def times(self) -> int:
        return len(self.asked)


def missed(session: Session, since: datetime) -> tuple[list[Missed], int]:
    """(the questions, the most frequent first; how many more hold something masked and are not shown)."""
    before = aliased(Turn)
    said = col(Turn.user_text)
    query = (
        select(
            said,
            Turn.outcome,
            Turn.useful,
            Turn.created_at,
            Turn.conversation_id,
            Turn.seq,
            before.user_text.label("before"),
        )
        .outerjoin(
            before,
            (before.conversation_id == Turn.conversation_id) & (before.seq == col(Turn.seq) - 1),
        )
        .where(
            col(Turn.created_at) >= since,
            or_(
                col(Turn.outcome).in_(_OUTCOMES),
                said.in_((*USELESS, NONE_OF_THEM)),
                col(Turn.useful).is_(False),
            ),
        )
        .order_by(col(Turn.created_at).desc())
        .limit(_MOST)
    )
    found: dict[str, Missed] = {}
    hidden = 0
    for text, outcome, useful, at, conversation, seq, previous in session.execute(query):
        kind, question = _blamed(text, outcome, useful, previous)
        if question is None:
            continue
        if not readable(question):
            hidden += 1
            continue
        each = found.setdefault(text_key(question), Missed(question))
        each.kinds[kind] += 1
        turn = (conversation, seq if question is text else seq - 1)
        if turn not in each.asked:
            each.asked.add(turn)
            each.days[at.astimezone(CITY_ZONE).date()] += 1
    return sorted(found.values(), key=lambda each: (-each.times, each.text)), hidden


def _blamed(
    text: str, outcome: str | None, useful: bool | None, previous: str | None
) -> tuple[str, str | None]:
    """(kind, the question that was not answered): this message, or the one before it."""
    if text == NONE_OF_THEM:
        return "none", previous
    if text in USELESS:
        return "useless", previous
    if useful is False:
        return "useless", text
    kind = _OUTCOMES[outcome or "lost"]
    return kind, previous if kind == "handover" else text


def ignore(session: Session, texts: Iterable[str], by: str) -> int:
    """忽略, until somebody takes it back; how many are new."""
    added = 0
    for text in texts:
        try:
            with session.begin_nested():
                key = text_key(text)[:200]
                session.add(IgnoredQuestion(key=key, text=text[:500], ignored_by=by, created_at=utc_now()))
            added += 1
        except IntegrityError:  # ignored already
            continue
    if added:
        audit(session, by, "faq.ignore", "", {"questions": added})
    return added


def take_back(session: Session, ignored_id: int, by: str) -> None:
    session.execute(delete(IgnoredQuestion).where(IgnoredQuestion.id == ignored_id))
    audit(session, by, "faq.take_back", str(ignored_id))


def ignored(session: Session) -> list[IgnoredQuestion]:
    """Newest first."""
    return list(session.scalars(select(IgnoredQuestion).order_by(col(IgnoredQuestion.id).desc()).limit(1000)))


def drafted(session: Session) -> set[str]:
    """Keys of every question that a draft holds already."""
    bodies: Any = session.scalars(select(FaqWork.body))
    return {text_key(text) for body in bodies for text in (body["question"], *body["similar"])}


def trend(days: Counter[date], today: date) -> str:
    """This week against the week before."""
    week = sum(n for day, n in days.items() if today - timedelta(days=7) < day <= today)
    last = sum(n for day, n in days.items() if today - timedelta(days=14) < day <= today - timedelta(days=7))
    if week > last:
        return "上升" if last else "新出现"
    return "下降" if week < last else "持平"
