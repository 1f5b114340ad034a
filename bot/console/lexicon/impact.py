"""Which questions a change of words would change, worked out beside the server over an index built with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import structlog

from bot.console.faq.ask import Hearer, outcome
from bot.console.faq.gate import recent_questions
from bot.db.models import LexiconChange
from bot.db.session import read_session, write_session
from bot.nlu.aspects import lexicon
from bot.nlu.clauses import ClauseIndex
from bot.nlu.concepts import trying
from bot.nlu.knowledge import Knowledge, knowledge_base
from bot.nlu.normalise import fold_text
from bot.nlu.plain import Plain, plain_text, tables, trying_tables
from bot.services import content
from bot.services.catalogue.query import bundle_names, item_names, public_places
from bot.services.faq import golden
from bot.services.faq.release import published
from bot.services.lexicon import changes
from bot.services.lexicon.tables import SYNONYMS, TABLES, Table
from bot.services.policies.query import in_force

log = structlog.get_logger()

_LISTED = 150
_TOLD_EVERY_S = 0.5


def plain_with(table: Table, lines: Sequence[str]) -> Plain:
    """The tables that questions are read with, one of them changed."""
    return Plain(tables().lines._replace(**{table.key: tuple(lines)}))


def start(change_id: int, hear: Hearer) -> None:
    threading.Thread(target=_run, args=(change_id, hear), name="lexicon-impact", daemon=True).start()


def _run(change_id: int, hear: Hearer) -> None:
    try:
        found = impact(change_id, hear)
    except Exception:
        log.exception("lexicon.impact_failed", change=change_id)
        found = {"broken": True}
    with write_session() as session:
        changes.report(session, change_id, found)


def impact(change_id: int, hear: Hearer) -> dict[str, Any]:
    """Plain values for the change's row: `version` of the words it was worked out against, `asked`, `worse`, `changed`."""
    with read_session() as session:
        change = session.get(LexiconChange, change_id)
        assert change is not None
        table, lines, version = (
            TABLES[change.table],
            changes.lines_with(session, change),
            changes.version(session),
        )
        synonyms = lines if table is SYNONYMS else changes.lines_in_use(session)
        day = content.today()
        items, faqs = item_names(session, day), published(session, day)
        places, bundles, policies = public_places(session), bundle_names(session), in_force(session, day)
        wanted = {row.text: row.key for row in golden.listed(session)}
        recent = recent_questions(session)
    before = knowledge_base.current()
    reads = tables() if table is SYNONYMS else plain_with(table, lines)
    with trying_tables(reads), trying(synonyms):
        after = Knowledge(items, faqs, lexicon(), places, ClauseIndex(policies), bundles)
    must = {faq.question: faq.name for faq in faqs} | wanted
    questions = [(text, 1) for text in must] + [(text, n) for text, n in recent if text not in must]
    worse, changed, told = [], [], 0.0
    for number, (text, times) in enumerate(questions, 1):
        if time.monotonic() - told > _TOLD_EVERY_S:
            told = time.monotonic()
            with write_session() as session:
                changes.report(session, change_id, {"done": number, "total": len(questions)})
        heard = hear(text)
        was = outcome(heard, before)
        if reads.plain(fold_text(text)) != plain_text(text):
            with trying_tables(reads):
                heard = hear(text)
        now = outcome(heard, after)
        if was.same_as == now.same_as:
            continue
        row = {"question": text, "times": times, "before": was.words, "after": now.words}
        changed.append(row)
        if text in must and now.rank(must[text]) < was.rank(must[text]):
            worse.append(row)
    return {
        "version": version,
        "asked": len(questions),
        "golden": len(must),
        "total": len(changed),
        "worse": worse[:_LISTED],
        "changed": changed[:_LISTED],
    }
