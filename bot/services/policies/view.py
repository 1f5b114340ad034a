"""What readers of the policies get: plain values, safe to keep after the session is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

STATE = "中华人民共和国"


@dataclass(frozen=True)
class ArticleView:
    no: str
    text: str
    chapter: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class PolicyView:
    """A document in force. `repealed_on`: the first day it will no longer be."""

    title: str
    number: str
    issuer: str
    issued_on: date | None
    effective_on: date
    repealed_on: date | None
    url: str
    complete: bool
    articles: tuple[ArticleView, ...]

    def article(self, no: str) -> ArticleView | None:
        return next((article for article in self.articles if article.no == no), None)


class ClauseKey(NamedTuple):
    """Names an article of the version in force, whatever the database's own numbers. `no` may be no article of it."""

    title: str
    no: str

    def __str__(self) -> str:
        return f"{self.title}#{self.no}"

    @classmethod
    def of(cls, text: str) -> ClauseKey:
        title, _, no = text.rpartition("#")
        return cls(title, no)


def short_title(title: str) -> str:
    """As people say it: without 中华人民共和国."""
    return title.removeprefix(STATE) or title
