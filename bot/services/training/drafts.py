"""例句工作稿: an intent's examples being changed; over the files, over what the model in use was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.models import ModelRun, NluWork
from bot.services.audit.record import record as audit
from bot.services.drafts.errors import Conflict, NotReady, WorkError
from bot.services.training.check import check_examples
from bot.services.training.files import Examples


def in_use(session: Session, shipped: Examples) -> dict[str, list[str]]:
    """The examples of the model in use: those of the files, changed by the run that is active."""
    active = session.scalars(select(ModelRun.examples).where(ModelRun.is_active)).first() or {}
    changed = {intent: texts for intent, texts in active.items() if intent in shipped}
    return {**{intent: list(texts) for intent, texts in shipped.items()}, **changed}


def drafts(session: Session) -> dict[str, NluWork]:
    return {work.intent: work for work in session.scalars(select(NluWork).order_by(NluWork.intent))}


def with_drafts(session: Session, shipped: Examples) -> dict[str, list[str]]:
    """What a model trained now would be trained on."""
    changed = {intent: work.examples for intent, work in drafts(session).items() if intent in shipped}
    return {**in_use(session, shipped), **changed}


def save(
    session: Session,
    intent: str,
    examples: Sequence[str],
    version: int,
    shipped: Examples,
    by: str,
    now: datetime,
) -> int:
    """Writes over draft `version` (0: there was none); the new version. Raises Conflict, NotReady, WorkError."""
    if intent not in shipped:
        raise WorkError(f"没有意图“{intent}”。")
    work = find(session, intent, hold=True)
    found = work.version if work is not None else 0
    if version != found:
        theirs = work.examples if work is not None else in_use(session, shipped)[intent]
        raise Conflict({"examples": theirs}, work.edited_by if work is not None else "", found)
    findings = check_examples(intent, examples, with_drafts(session, shipped))
    if findings:
        raise NotReady(findings)
    if work is None:
        work = NluWork(intent=intent, editors=[], version=0, created_at=now)
        session.add(work)
    work.examples, work.edited_by, work.updated_at = list(examples), by, now
    work.editors = sorted({*work.editors, by})
    work.version += 1
    audit(session, by, "training.edit", f"intent/{intent}", {"examples": len(examples)}, now)
    try:
        session.flush()
    except IntegrityError as error:  # two began the same draft in the same moment
        raise WorkError("别人正好也在改这个意图，请刷新后再试。") from error
    return int(work.version)


def discard(session: Session, intent: str, version: int, by: str, now: datetime) -> None:
    """Raises Conflict, WorkError."""
    work = find(session, intent, hold=True)
    if work is None:
        raise WorkError("这一稿已经处理过了，请刷新。")
    if work.version != version:
        raise Conflict({"examples": work.examples}, work.edited_by, work.version)
    audit(session, by, "training.discard", f"intent/{intent}", {"examples": work.examples[:2000]}, now)
    session.delete(work)
    session.flush()


def take_back(session: Session, run_id: int, by: str, now: datetime) -> int:
    """What a run was trained on becomes drafts again, where nobody is writing; how many. Raises WorkError."""
    run = session.get(ModelRun, run_id)
    if run is None:
        raise WorkError("没有这一次训练。")
    written = drafts(session)
    taken = {intent: texts for intent, texts in run.examples.items() if intent not in written}
    for intent, texts in taken.items():
        session.add(
            NluWork(
                intent=intent,
                examples=texts,
                editors=sorted({*run.editors, by}),
                edited_by=by,
                created_at=now,
                updated_at=now,
            )
        )
    session.flush()
    return len(taken)


def find(session: Session, intent: str, hold: bool = False) -> Any:
    query = select(NluWork).where(NluWork.intent == intent)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).first()
