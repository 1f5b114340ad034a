"""What the assistant would know after a release, or with a draft in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from bot.nlu.aspects import lexicon
from bot.nlu.knowledge import Knowledge, knowledge_base
from bot.services import content
from bot.services.catalogue.query import bundle_names, item_names, public_places
from bot.services.faq.schema import FaqRecord
from bot.services.faq.view import FaqView, faq_view, is_valid_on


def views_of(records: Sequence[FaqRecord]) -> list[FaqView]:
    """Those that may be said today."""
    day = content.today()
    return [view for view in (faq_view(record.model_dump()) for record in records) if is_valid_on(view, day)]


def knowledge_of(session: Session, views: Sequence[FaqView]) -> Knowledge:
    """With the items, places and policy clauses as they are now."""
    day, live = content.today(), knowledge_base.current()
    places, bundles = public_places(session), bundle_names(session)
    return Knowledge(item_names(session, day), views, lexicon(), places, live.clauses, bundles, live)


def draft_view(body: Mapping[str, Any]) -> FaqView | None:
    """An unfinished draft as it would be read; None while it has no question, or no date that can be read."""
    if not body["question"]:
        return None
    try:
        return faq_view({**body, "answer": body["answer"] or body["question"]})
    except ValueError:
        return None
