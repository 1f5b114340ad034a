"""What is stored, for the people who keep it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot.services import content
from bot.services.content import text_key
from bot.services.policies.query import all_versions, in_force
from bot.services.policies.view import PolicyView


@dataclass(frozen=True)
class PolicyRow:
    """`state`: 现行有效、尚未施行、已被替代 or 已废止."""

    title: str
    number: str
    effective_on: date
    repealed_on: date | None
    articles: int
    complete: bool
    origin: str
    state: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def listing(session: Session, today: date | None = None) -> list[PolicyRow]:
    """Every stored version, by title, newest first."""
    day = today or content.today()
    rows: list[PolicyRow] = []
    superseded: set[str] = set()
    for document, articles in all_versions(session):
        if document.effective_on > day:
            state = "尚未施行"
        elif document.title in superseded:
            state = "已被替代"
        else:
            superseded.add(document.title)
            state = "已废止" if document.repealed_on and document.repealed_on <= day else "现行有效"
        rows.append(
            PolicyRow(
                document.title,
                document.number,
                document.effective_on,
                document.repealed_on,
                articles,
                document.complete,
                document.origin,
                state,
            )
        )
    return rows


def find(session: Session, words: str) -> list[PolicyView]:
    """Documents in force whose title is `words`, else those whose title holds them."""
    policies = in_force(session)
    key = text_key(words)
    exact = [policy for policy in policies if text_key(policy.title) == key]
    return exact or [policy for policy in policies if key and key in text_key(policy.title)]
