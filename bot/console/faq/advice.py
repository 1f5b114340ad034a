"""Help while writing: what else would answer this, what is weak, what runs out, which words to avoid."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.columns import col
from bot.db.models import Turn
from bot.nlu.index import TextIndex
from bot.nlu.knowledge import Knowledge
from bot.nlu.paraphrase import paraphrases
from bot.nlu.plain import plain_text
from bot.services import content
from bot.services.faq import work
from bot.services.faq.check import MIN_SIMILAR
from bot.services.faq.inbox import readable
from bot.services.faq.wording import Forbidden, wording
from bot.services.findings import Finding

CONFLICT_AT, NEAR_AT = 0.97, 0.75  # nlu/reading.py takes 0.97 for the very question
_TOO_ALIKE = 0.96
_SUGGEST_FROM, _SUGGEST_TO = 0.35, 0.9
_SUGGESTED = 8
_LOOKED_AT = 3000
_SOON = timedelta(days=30)
_STALE = timedelta(days=365)


@dataclass
class Advice:
    findings: list[Finding] = field(default_factory=list)
    rivals: list[Rival] = field(default_factory=list)
    alike: list[tuple[str, str]] = field(default_factory=list)
    words: list[Forbidden] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    similar: int = 0
    wanted: int = MIN_SIMILAR

    @property
    def is_clean(self) -> bool:
        return not (self.findings or self.rivals or self.alike or self.words or self.dates)


@dataclass(frozen=True)
class Rival:
    """A published entry that a question of the draft is near to."""

    name: str
    title: str
    question: str
    score: float

    @property
    def is_conflict(self) -> bool:
        return self.score >= CONFLICT_AT


def advise(session: Session, body: dict[str, Any], knowledge: Knowledge) -> Advice:
    _, findings = work.check(session, body)
    answer_words = wording(body["answer"])
    hard = {each.word for each in answer_words if not each.only_a_hint}
    return Advice(
        findings=[f for f in findings if not any(word in f.message for word in hard)],
        rivals=rivals(body, knowledge),
        alike=_alike(body["similar"]),
        words=answer_words,
        dates=_dates(body),
        similar=len(body["similar"]),
    )


def rivals(body: dict[str, Any], knowledge: Knowledge, least: float = NEAR_AT) -> list[Rival]:
    """The nearest question of the draft to each published entry that is near at all, the nearest first."""
    nearest: dict[str, Rival] = {}
    for question in (body["question"], *body["similar"]):
        for hit in knowledge.search_faq(plain_text(question)):
            known = nearest.get(hit.key)
            if (
                hit.key != body["name"]
                and hit.nearest >= least
                and (known is None or hit.nearest > known.score)
            ):
                nearest[hit.key] = Rival(hit.key, knowledge.faqs[hit.key].question, question, hit.nearest)
    return sorted(nearest.values(), key=lambda rival: -rival.score)


def suggestions(session: Session, body: dict[str, Any]) -> tuple[list[str], list[str]]:
    """(citizens' own words that are near, the question in other words) — neither in the draft yet."""
    have = {content.text_key(text) for text in (body["question"], *body["similar"])}
    since = utc_now() - timedelta(days=90)
    query = (
        select(Turn.user_text)
        .where(col(Turn.created_at) >= since)
        .order_by(col(Turn.created_at).desc())
        .limit(_LOOKED_AT)
    )
    asked = list(dict.fromkeys(text for text in session.scalars(query) if readable(text)))
    real: list[tuple[float, str]] = []
    if asked and body["question"]:
        index = TextIndex([plain_text(text) for text in asked])
        best = [0.0] * len(asked)
        for phrasing in (body["question"], *body["similar"]):
            scores = index.similarities(plain_text(phrasing))
            best = [max(old, float(new)) for old, new in zip(best, scores, strict=True)]
        real = [
            (score, text)
            for score, text in zip(best, asked, strict=True)
            if _SUGGEST_FROM <= score < _SUGGEST_TO and content.text_key(text) not in have
        ]
    spoken = [text for _, text in sorted(real, reverse=True)[:_SUGGESTED]]
    said = [text for text in paraphrases(body["question"], 20) if content.text_key(text) not in have]
    return spoken, said[:_SUGGESTED]


def _alike(similar: list[str]) -> list[tuple[str, str]]:
    if not 1 < len(similar) <= 60:
        return []
    index = TextIndex([plain_text(text) for text in similar])
    rows = [index.similarities(plain_text(text)) for text in similar]
    return [
        (similar[i], similar[j])
        for i, j in combinations(range(len(similar)), 2)
        if float(rows[i][j]) >= _TOO_ALIKE
    ][:5]


def _dates(body: dict[str, Any]) -> list[str]:
    today, found = content.today(), []
    begins, ends, checked = body["valid_from"] or "", body["valid_to"] or "", body["checked_on"] or ""
    if ends and ends < today.isoformat():
        found.append(f"{ends} 已失效，发布后市民也看不到。")
    elif ends and ends <= (today + _SOON).isoformat():
        found.append(f"{ends} 就要失效，请准备好接替的内容。")
    if begins > today.isoformat():
        found.append(f"{begins} 才生效，在这之前市民看不到。")
    if checked and checked < (today - _STALE).isoformat():
        found.append("超过一年没有核对依据，请核对后更新核对日期。")
    return found
