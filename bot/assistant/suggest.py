"""Type-ahead: what may be meant by the letters typed so far, or what is often asked."""

from __future__ import annotations

from bot.actions.conversation import HOT
from bot.nlu.suggest import suggestions


def suggested(typed: str) -> list[dict[str, str]]:
    """`{"title", "kind": "item|question|hot"}`, the nearest first; `title` is what is asked when it is picked."""
    found = suggestions().find(typed)
    if found is None:
        return [{"title": each["title"], "kind": "hot"} for each in HOT]
    return [{"title": each.title, "kind": each.kind} for each in found]
