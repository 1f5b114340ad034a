"""What can be asked about right now: item names, published FAQ and policy documents, indexed in memory.

Rebuilt when the catalogue, the active FAQ release or a policy document changes, without training and without a restart.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import structlog
from sqlalchemy.orm import Session

from bot.db.session import read_session
from bot.nlu.amended import AmendedIndex
from bot.nlu.aspects import AspectLexicon, lexicon
from bot.nlu.bundles import BundleNames
from bot.nlu.citation import Citations
from bot.nlu.clauses import ClauseIndex
from bot.nlu.concepts import use_concepts
from bot.nlu.encoder import encoder
from bot.nlu.entities.places import Places
from bot.nlu.entries import EntryIndex, Evidence
from bot.nlu.faq_texts import FaqTexts
from bot.nlu.item_texts import ItemTexts
from bot.nlu.matcher import Mention
from bot.nlu.plain import tables, trying_tables, use_tables
from bot.nlu.staff_words import tables_now
from bot.services import content
from bot.services.catalogue.query import (
    BundleName,
    ItemName,
    PublicPlaces,
    bundle_names,
    catalogue_version,
    item_names,
    public_places,
)
from bot.services.faq.live import live
from bot.services.faq.release import FaqView, active_release_id
from bot.services.lexicon import changes as lexicon_changes
from bot.services.policies.query import in_force, policies_version
from bot.settings import get_settings

log = structlog.get_logger()

_CHECK_EVERY_S = 0.5
_CANDIDATES = 5
_MANY = 1_000  # FAQ entries that take longer to index than a citizen should wait for a change


NOWHERE = PublicPlaces("", (), (), ())


@dataclass(frozen=True)
class ItemHit:
    """`named`: the share of the content that is a name of the item, letter for letter; 0 when none stands there."""

    code: str
    named: float
    by_content: Evidence
    by_text: Evidence


class Knowledge:
    """Immutable: one version of what the assistant knows."""

    def __init__(
        self,
        items: Sequence[ItemName],
        faqs: Sequence[FaqView],
        words: AspectLexicon,
        places: PublicPlaces = NOWHERE,
        clauses: ClauseIndex | None = None,
        bundles: Sequence[BundleName] = (),
        before: Knowledge | None = None,
        item_texts: ItemTexts | None = None,
        amend: bool = False,
    ) -> None:
        """`before`: another version; what is the same in both is not read again. `item_texts`: of these very items.
        `amend`: the changed entries stand beside the index of `before`, which takes a moment; else all are indexed."""
        self.clauses = clauses or ClauseIndex()
        self.citations = Citations(self.clauses.policies)
        self.bundles = BundleNames(bundles)
        self.places = Places(places)
        self.item_texts = item_texts or ItemTexts(items, words)
        self.items, self.matcher = self.item_texts.by_code, self.item_texts.matcher
        self.faqs = {faq.name: faq for faq in faqs}
        self.faq_texts: FaqTexts = FaqTexts(faqs, before.faq_texts if before else None)
        self.pairs = self.item_texts.pairs + self.faq_texts.pairs
        old = before.faq_index if before else None
        self.faq_index: EntryIndex | AmendedIndex
        if amend and isinstance(old, EntryIndex):
            self.faq_index = AmendedIndex(old, self.faq_texts.changed, self.faq_texts.gone, encoder())
        else:
            self.faq_index = EntryIndex(
                self.faq_texts.entries, encoder(), old if isinstance(old, EntryIndex) else None
            )

    def search_faq(self, folded: str) -> list[Evidence]:
        return self.faq_index.search(folded, _CANDIDATES)

    def why_faq(self, folded: str, name: str) -> tuple[str, list[tuple[str, float]]]:
        """The phrasing of the entry nearest to a folded question, and what they share (`TextIndex.shared`)."""
        return self.faq_index.why(folded, name)

    def search_items(self, folded: str, content: str) -> list[ItemHit]:
        """Items a question may be about; `content` is `folded` without its aspect words and fillers."""
        named = _coverage(self.matcher.find(folded), content)
        by_content = {hit.key: hit for hit in self.item_texts.index.search(content, _CANDIDATES)}
        by_text = by_content
        if content != folded:
            by_text = {hit.key: hit for hit in self.item_texts.index.resembling(folded, _CANDIDATES)}
        return [
            ItemHit(
                code,
                named.get(code, 0.0),
                by_content.get(code, Evidence(code)),
                by_text.get(code, Evidence(code)),
            )
            for code in {**by_content, **by_text, **named}
        ]


def _coverage(mentions: Sequence[Mention], content: str) -> dict[str, float]:
    """Item code → the share of the content that its name covers."""
    shares: dict[str, float] = {}
    for mention in mentions:
        for code in mention.codes:
            shares[code] = max(shares.get(code, 0.0), min(1.0, len(mention.name) / max(len(content), 1)))
    return shares


class KnowledgeBase:
    """The current `Knowledge`, checked against the database at most twice a second.

    Only the first is waited for. A newer one is built beside the talk, which goes on with the old until it is there.
    """

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._current: Knowledge | None = None
        self._version: Version | None = None
        self._database = ""
        self._checked = 0.0

    @property
    def loaded(self) -> bool:
        return self._current is not None

    def current(self) -> Knowledge:
        if self._current is None or self._database != get_settings().database_url:
            with self._loading:
                if self._current is None or self._database != get_settings().database_url:
                    self._load()
        elif time.monotonic() - self._checked >= _CHECK_EVERY_S:
            self._checked = time.monotonic()
            with read_session() as session:
                is_new = _version(session) != self._version
            if is_new and self._loading.acquire(blocking=False):
                threading.Thread(target=self._load_beside, name="knowledge", daemon=True).start()
        assert self._current is not None
        return self._current

    def _load_beside(self) -> None:
        try:
            self._load()
        except Exception:  # the old one still answers, and the next check tries again
            log.exception("knowledge.not_loaded")
        finally:
            self._loading.release()

    def _load(self) -> None:
        started = time.monotonic()
        database = get_settings().database_url
        if database != self._database:
            self._current, self._version = None, None  # nothing of another city
        with read_session() as session:
            version = _version(session)
            items, faqs = item_names(session, version.day), live.read(session).on(version.day)
            places, bundles = public_places(session), bundle_names(session)
            before, known = self._version, self._current
            written = tables_now(session)
            if written is not tables():
                known = None  # nothing that was read with other tables
            same = before is not None and before[2:] == version[2:]
            policies = [] if known and same else in_force(session, version.day)
            words = lexicon_changes.lines_in_use(session) if version.words else None
        with trying_tables(written):
            if before is None or version.words != before.words:
                use_concepts(words)
            clauses = known.clauses if known and same else ClauseIndex(policies)
            same_items = known is not None and before is not None and before.of_items == version.of_items
            texts = known.item_texts if known is not None and same_items else ItemTexts(items, lexicon())

            def made(amend: bool) -> Knowledge:
                return Knowledge(items, faqs, lexicon(), places, clauses, bundles, known, texts, amend)

            if known is not None and same_items and len(faqs) >= _MANY:
                self._current = made(amend=True)  # talked with while all is indexed anew
                log.info("knowledge.amended", seconds=round(time.monotonic() - started, 3))
            current = made(amend=False)
        self._current, self._version, self._database = current, version, database
        use_tables(written)  # questions are read with what their index was built with
        self._checked = time.monotonic()
        seconds = round(self._checked - started, 3)
        log.info(
            "knowledge.loaded",
            items=len(items),
            faqs=len(faqs),
            articles=len(clauses.keys),
            seconds=seconds,
        )


class Version(NamedTuple):
    """What the knowledge is made of: another catalogue, release, day or lexicon makes another."""

    catalogue: str
    release: int | None
    policies: str
    day: date
    words: str  # 同义词, 方言, 拼音和英文 that staff have changed

    @property
    def of_items(self) -> tuple[str, date, str]:
        """What the names of items rest on."""
        return self.catalogue, self.day, self.words


def _version(session: Session) -> Version:
    return Version(
        catalogue_version(session),
        active_release_id(session),
        policies_version(session),
        content.today(),
        lexicon_changes.version(session),
    )


knowledge_base = KnowledgeBase()
