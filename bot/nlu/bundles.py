"""Whether a message wants everything of a life event at once: 出生一件事, 开公司一条龙, 孩子出生要办哪些."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import yaml

from bot.nlu.matcher import Mention, NameMatcher
from bot.nlu.plain import plain_text
from bot.nlu.shops import shops
from bot.services.catalogue.views import BundleName
from bot.settings import ROOT

LEXICON = ROOT / "data" / "lexicon" / "bundles.yml"
EVERY = "*"  # which 一件事 there are


@dataclass(frozen=True)
class BundleWords:
    together: re.Pattern[str]
    many: re.Pattern[str]
    listed: re.Pattern[str]
    begin: re.Pattern[str]
    asks: re.Pattern[str]


@dataclass(frozen=True)
class BundleWish:
    code: str  # `EVERY`: which there are
    title: str
    begins: bool  # 我要办出生一件事: to do it, not to hear about it
    named: bool = False  # 退休一件事要多久: a question about it may ask a field
    likely: bool = False  # 开早餐店要办证吗: unless a published question says just that
    plain: bool = False  # 我想开个早餐店: nothing else is said, whatever else it resembles


@lru_cache(maxsize=1)
def bundle_words(path: Path = LEXICON) -> BundleWords:
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return BundleWords(**{name: re.compile(pattern) for name, pattern in rows.items()})


class BundleNames:
    """Immutable, like the `Knowledge` it belongs to."""

    def __init__(self, bundles: Sequence[BundleName]) -> None:
        self._titles = {bundle.code: bundle.title for bundle in bundles}
        self._matcher = NameMatcher(
            (bundle.code, name)
            for bundle in bundles
            for name in sorted({plain_text(each) for each in (bundle.title, *bundle.aliases)} - {""})
        )

    def find(self, folded: str, items: Sequence[Mention]) -> BundleWish | None:
        """The bundle meant. `items`: the names of items that stand in the text."""
        words = bundle_words()
        events = self._matcher.find(folded)
        if events and words.together.search(folded):
            begins = bool(words.begin.search(folded)) and not words.asks.search(folded)
            return self._wish(events, begins=begins, named=True)
        if self._titles and words.listed.search(folded):
            return BundleWish(EVERY, "", begins=False)
        if not words.many.search(folded) or not events:
            return self._of_a_shop(folded, items)
        plain = [event for event in events if not any(_names_more(item, event) for item in items)]
        return self._wish(plain, begins=False) if plain else None

    def _of_a_shop(self, folded: str, items: Sequence[Mention]) -> BundleWish | None:
        """Somebody opens a shop of whatever kind, and names no single licence."""
        opening = shops().find(folded)
        events = self._matcher.find(shops().event) if opening is not None else ()
        if opening is None or not events or not (opening.asks or opening.bare):
            return None
        for item in items:
            beside = item.end <= opening.start or item.start >= opening.end
            if beside and item.name not in shops().general:
                return None
        return replace(self._wish(events, begins=False), likely=True, plain=opening.bare)

    def _wish(self, events: Sequence[Mention], *, begins: bool, named: bool = False) -> BundleWish:
        code = max(events, key=lambda event: len(event.name)).codes[0]
        return BundleWish(code, self._titles[code], begins, named)


def _names_more(item: Mention, event: Mention) -> bool:
    """出生登记 in 出生登记要办什么手续 is more than 出生; 退休 is as much the event as the item."""
    longer = item.end - item.start > event.end - event.start
    return longer and item.start <= event.start and item.end >= event.end
