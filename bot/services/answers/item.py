"""Answers about a service item (事项), composed of its fields."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services.answers.answer import Answer, Section, Source
from bot.services.answers.fields import FIELDS, overview
from bot.services.catalogue.views import ItemView

# The tabs of the guide card, in the order people need them.
GUIDE = ("conditions", "materials", "steps", "fee", "time_limit", "where")
_LOCAL = frozenset({"where", "hours", "online", "booking", "contact", "complaint"})


def answer(item: ItemView, aspects: Sequence[str]) -> Answer:
    """The asked fields of `item`; without any, the guide. Unknown aspects count for nothing."""
    asked = [aspect for aspect in aspects if aspect in FIELDS and aspect != "overview"]
    if not asked:
        return guide(item)
    texts = [FIELDS[aspect][1](item) for aspect in asked]
    if not any(item.name in text for text in texts):
        texts[0] = f"【{item.name}】{texts[0]}"
    return Answer("\n\n".join(texts), source_of(item, asked))


def guide(item: ItemView) -> Answer:
    """办事指南: the summary, with the sections a citizen opens one by one."""
    sections = tuple(Section(FIELDS[aspect][0], FIELDS[aspect][1](item)) for aspect in GUIDE)
    text = f"【{item.name}】{overview(item)}"
    if item.special:
        text += "\n请注意：" + "；".join(line.rstrip("。") for line in item.special) + "。"
    return Answer(text, source_of(item, ("overview",)), sections)


def source_of(item: ItemView, aspects: Sequence[str]) -> Source:
    """Who says so: the legal basis of the item, or of the fee when only that was asked; the city for its own facts."""
    if aspects and all(aspect in _LOCAL for aspect in aspects):
        return Source(
            item.department.name,
            f"{item.region_name}公布的办事信息",
            item.online_url,
            None,
            None,
            item.source.checked_on,
        )
    if list(aspects) == ["fee"] and item.fee_basis:
        issuer = item.source.department or item.department.name
        return Source(issuer, str(item.fee_basis), item.fee_basis.url, None, None, item.source.checked_on)
    basis = str(item.by_law[0]) if item.by_law else ""
    url = (item.by_law[0].url if item.by_law else "") or item.source.url
    return Source(
        item.source.department or item.department.name,
        basis,
        url,
        item.source.valid_from,
        item.source.valid_to,
        item.source.checked_on,
    )
