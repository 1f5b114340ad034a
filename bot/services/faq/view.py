"""What readers of the FAQ get: plain values, safe to keep after the session is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.services.catalogue.views import LawView

FaqSourceView = LawView


@dataclass(frozen=True)
class FaqView:
    """One published entry; `department` and `item` are codes."""

    name: str
    question: str
    similar: tuple[str, ...]
    answer: str
    item: str | None
    department: str
    category: str
    audience: tuple[str, ...]
    region: str | None
    source: FaqSourceView
    valid_from: date | None
    valid_to: date | None
    checked_on: date


def faq_view(snapshot: Mapping[str, Any]) -> FaqView:
    source = snapshot["source"]
    return FaqView(
        name=snapshot["name"],
        question=snapshot["question"],
        similar=tuple(snapshot["similar"]),
        answer=snapshot["answer"],
        item=snapshot["item"],
        department=snapshot["department"],
        category=snapshot["category"],
        audience=tuple(snapshot["audience"]),
        region=snapshot["region"],
        source=FaqSourceView(*(source.get(key) or "" for key in ("title", "doc_no", "article", "url"))),
        valid_from=_date(snapshot["valid_from"]),
        valid_to=_date(snapshot["valid_to"]),
        checked_on=date.fromisoformat(snapshot["checked_on"]),
    )


def is_valid_on(view: FaqView, day: date) -> bool:
    """Both ends belong to the validity."""
    return (view.valid_from is None or view.valid_from <= day) and (
        view.valid_to is None or day <= view.valid_to
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
