"""发布检查, run beside the server: no conflict, no golden question worse, and every answer that would change."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.console.faq.advice import CONFLICT_AT, NEAR_AT
from bot.console.faq.ask import Hearer, Outcome, outcome
from bot.console.faq.candidate import knowledge_of, views_of
from bot.db.base import utc_now
from bot.db.columns import col
from bot.db.models import Turn
from bot.db.session import read_session, write_session
from bot.nlu.knowledge import Knowledge, knowledge_base
from bot.nlu.plain import plain_text
from bot.services.content import text_key
from bot.services.faq import gates, golden
from bot.services.faq.diff import LABELS
from bot.services.faq.entry import bodies_in_use
from bot.services.faq.inbox import readable
from bot.services.faq.release import candidate, published
from bot.services.faq.view import FaqView
from bot.services.findings import Finding

log = structlog.get_logger()

_TOLD_EVERY_S = 0.3
_SPREAD = 300  # standard questions looked at beside those near to a change
_QUESTIONS = 1000  # of citizens
_RECENT = timedelta(days=30)
_LISTED = 200  # changed answers that the report names


@dataclass
class Report:
    """Plain values: it is kept in the database."""

    entries: int = 0
    changed: int = 0
    findings: list[str] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    near: list[dict[str, Any]] = field(default_factory=list)
    golden: int = 0
    worse: list[dict[str, str]] = field(default_factory=list)
    still_wrong: list[dict[str, str]] = field(default_factory=list)
    asked: int = 0
    impact_total: int = 0
    impact: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return not (self.findings or self.conflicts or self.worse)


def start(gate_id: int, hear: Hearer) -> threading.Thread:
    thread = threading.Thread(target=_run_safely, args=(gate_id, hear), name="faq-gate", daemon=True)
    thread.start()
    return thread


def _run_safely(gate_id: int, hear: Hearer) -> None:
    try:
        digest, report = _run(gate_id, hear)
        state = gates.PASSED if report.is_good else gates.FAILED
        with write_session() as session:
            gates.finish(session, gate_id, state, digest, vars(report), utc_now())
    except Exception:
        log.exception("faq.gate_failed", gate=gate_id)
        with write_session() as session:
            gates.finish(session, gate_id, gates.BROKEN, "", {}, utc_now())


def _run(gate_id: int, hear: Hearer) -> tuple[str, Report]:
    began, say = time.monotonic(), _Teller(gate_id)
    say("读取条目", 0, 0)
    report = Report()
    with read_session() as session:
        records, findings = candidate(session)
        titles = {body["name"]: body["question"] for body in bodies_in_use(session)} if findings else {}
        live = {view.name: view for view in published(session)}
        views = views_of(records)
        say("建立索引", 0, 0)
        after = knowledge_of(session, views)
        wanted = golden.listed(session)
        questions = recent_questions(session)
    before = knowledge_base.current()
    report.entries, report.findings = len(records), [_line(each, titles) for each in findings][:100]
    changed = [view for view in views if live.get(view.name) != view]
    gone = [view for name, view in live.items() if name not in after.faqs]
    report.changed = len(changed) + len(gone)

    near = _neighbours(changed, gone, before, after, report, say)
    must = [(row.text, row.key) for row in wanted]
    must += [(live[name].question, name) for name in sorted(near) if name in live and name in after.faqs]
    must = list(dict(must).items())
    report.golden = len(must)
    for number, (text, key) in enumerate(must, 1):
        say("必答问题", number, len(must))
        was, now = _both(text, before, after, hear)
        row = {"question": text, "before": was.words, "after": now.words}
        if now.rank(key) < was.rank(key):
            report.worse.append(row)
        elif now.rank(key) == 0:
            report.still_wrong.append(row)

    report.asked = len(questions)
    for number, (text, times) in enumerate(questions, 1):
        say("市民最近的问题", number, len(questions))
        was, now = _both(text, before, after, hear)
        if was.same_as != now.same_as or _reworded(now, live, after):
            report.impact_total += 1
            if len(report.impact) < _LISTED:
                report.impact.append(
                    {"question": text, "times": times, "before": was.words, "after": now.words}
                )
    report.seconds = round(time.monotonic() - began, 1)
    return gates.digest_of(records), report


def _line(finding: Finding, titles: dict[str, str]) -> str:
    """What is wrong with which entry, in an editor's words."""
    place = {**LABELS, "examples": LABELS["similar"]}.get(finding.field.split("[")[0], finding.field)
    message = re.sub(
        r"faq/(\w+)（数据库）", lambda found: f"“{titles.get(found[1], found[1])}”", finding.message
    )
    return f"{titles.get(finding.item, finding.item)} · {place}：{message}"


def _neighbours(
    changed: list[FaqView],
    gone: list[FaqView],
    before: Knowledge,
    after: Knowledge,
    report: Report,
    say: Callable[[str, int, int], None],
) -> set[str]:
    """Entries whose answers a change could take away; finds the conflicts on the way."""
    names = sorted(after.faqs)
    found = {view.name for view in changed} | set(names[:: max(1, len(names) // _SPREAD)])
    for number, view in enumerate([*changed, *gone], 1):
        say("冲突和相近", number, len(changed) + len(gone))
        worst: dict[str, dict[str, Any]] = {}
        for question in (view.question, *view.similar):
            folded = plain_text(question)
            found |= {hit.key for hit in before.search_faq(folded)}
            for hit in after.search_faq(folded):
                found.add(hit.key)
                if view.name in after.faqs and hit.key != view.name and hit.nearest >= NEAR_AT:
                    known = worst.get(hit.key)
                    if known is None or known["score"] < hit.nearest:
                        other = after.faqs[hit.key].question
                        worst[hit.key] = {
                            "name": view.name,
                            "title": view.question,
                            "question": question,
                            "other": other,
                            "other_name": hit.key,
                            "score": round(hit.nearest, 3),
                        }
        report.conflicts += [row for row in worst.values() if row["score"] >= CONFLICT_AT]
        report.near += [row for row in worst.values() if row["score"] < CONFLICT_AT][:50]
    return found


def _both(text: str, before: Knowledge, after: Knowledge, hear: Hearer) -> tuple[Outcome, Outcome]:
    heard = hear(text)
    return outcome(heard, before), outcome(heard, after)


def _reworded(now: Outcome, live: dict[str, FaqView], after: Knowledge) -> bool:
    """The same entry answers, in other words."""
    return any(
        key in live and key in after.faqs and live[key].answer != after.faqs[key].answer for key in now.keys
    )


def recent_questions(session: Session) -> list[tuple[str, int]]:
    """(question as it was stored, masked; how often), the most frequent first."""
    since = utc_now() - _RECENT
    rows: Iterable[Any] = session.execute(
        select(Turn.user_text, func.count())
        .where(col(Turn.created_at) >= since)
        .group_by(Turn.user_text)
        .order_by(func.count().desc(), Turn.user_text)
        .limit(_QUESTIONS * 2)
    )
    found: dict[str, tuple[str, int]] = {}
    for text, times in rows:
        if readable(text):
            first, so_far = found.get(text_key(text), (text, 0))
            found[text_key(text)] = (first, so_far + times)
    return sorted(found.values(), key=lambda pair: -pair[1])[:_QUESTIONS]


class _Teller:
    """Writes how far it is, not with every question."""

    def __init__(self, gate_id: int) -> None:
        self._gate_id = gate_id
        self._told, self._stage = 0.0, ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage == self._stage and time.monotonic() - self._told < _TOLD_EVERY_S:
            return
        self._told, self._stage = time.monotonic(), stage
        with write_session() as session:
            gates.tell(session, self._gate_id, stage, done, total, utc_now())
