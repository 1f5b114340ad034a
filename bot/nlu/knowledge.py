"""What can be asked about right now: item names and published FAQ, indexed in memory.

Rebuilt when the catalogue or the active FAQ release changes, without training and without a restart.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import structlog

from bot.db.session import read_session
from bot.nlu.aspects import AspectLexicon, lexicon
from bot.nlu.index import Hit, PhraseIndex
from bot.nlu.matcher import NameMatcher
from bot.nlu.normalise import fold_text
from bot.services.catalogue.query import ItemName, catalogue_version, item_names
from bot.services.faq.release import FaqView, active_release_id, published

log = structlog.get_logger()

_CHECK_EVERY_S = 1.0
_IMPORTED_DISCOUNT = 0.93  # an item of another place answers only where the city has nothing as close


@dataclass(frozen=True)
class ItemHit:
    code: str
    name: str
    score: float  # 0 to 1
    named: bool  # an alias stands in the text letter for letter


class Knowledge:
    """Immutable: one version of what the assistant knows."""

    def __init__(self, items: Sequence[ItemName], faqs: Sequence[FaqView], words: AspectLexicon) -> None:
        self.items = {item.code: item for item in items}
        self.faqs = {faq.name: faq for faq in faqs}
        self._lexicon = words
        names = [
            (item.code, folded)
            for item in items
            for folded in {fold_text(name) for name in (item.name, *item.aliases)}
            if folded
        ]
        self.matcher = NameMatcher(names)
        stripped = {(code, words.strip_fillers(name)) for code, name in names}
        self._item_index = PhraseIndex(sorted(stripped | set(names)))
        self._faq_index = PhraseIndex(
            (faq.name, fold_text(text)) for faq in faqs for text in (faq.question, *faq.similar)
        )

    def search_faq(self, folded: str, top: int = 5) -> list[Hit]:
        return self._faq_index.search(folded, top)

    def search_items(self, folded: str, content: str, top: int = 5) -> list[ItemHit]:
        """Items a question may be about; `content` is `folded` without its aspect words and fillers."""
        scores: dict[str, float] = defaultdict(float)
        named: set[str] = set()
        for hit in self._item_index.search(content, top * 2):
            scores[hit.key] = max(scores[hit.key], hit.score)
        for mention in self.matcher.find(folded):
            # 外地人办居住证: the name covers part of the content; the rest are circumstances.
            coverage = min(1.0, len(mention.name) / max(len(content), 1))
            for code in mention.codes:
                named.add(code)
                scores[code] = max(scores[code], 0.5 + 0.5 * coverage)
        hits = [
            ItemHit(code, self.items[code].name, self._discount(code) * score, code in named)
            for code, score in scores.items()
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.code))[:top]

    def _discount(self, code: str) -> float:
        return 1.0 if self.items[code].origin == "city" else _IMPORTED_DISCOUNT


class KnowledgeBase:
    """The current `Knowledge`, checked against the database at most once a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._current: Knowledge | None = None
        self._version: tuple[str, str, date] | None = None
        self._checked = 0.0

    def current(self) -> Knowledge:
        if self._current is not None and time.monotonic() - self._checked < _CHECK_EVERY_S:
            return self._current
        with self._lock:
            self._refresh()
        assert self._current is not None
        return self._current

    def _refresh(self) -> None:
        today = date.today()
        with read_session() as session:
            version = (str(catalogue_version(session)), str(active_release_id(session)), today)
            if version != self._version:
                started = time.monotonic()
                items, faqs = item_names(session), published(session, today)
                self._current = Knowledge(items, faqs, lexicon())
                self._version = version
                log.info(
                    "knowledge.loaded",
                    items=len(items),
                    faqs=len(faqs),
                    seconds=round(time.monotonic() - started, 3),
                )
        self._checked = time.monotonic()


knowledge_base = KnowledgeBase()
