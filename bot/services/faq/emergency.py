"""紧急发布: one entry goes live, or off, at once, with a reason; somebody else looks at it afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import FaqEmergency, FaqRelease
from bot.services.audit.record import record as audit
from bot.services.drafts.errors import NotReady, WorkError
from bot.services.faq import history
from bot.services.faq.entry import body_of
from bot.services.faq.release import publish_only, rollback
from bot.services.faq.review import apply, entry_of
from bot.services.faq.work import CHANGE, check, held

SHORTEST_REASON = 5


def publish_now(session: Session, name: str, version: int, by: str, reason: str, now: datetime) -> int:
    """The draft goes live alone: the number of the release. Raises NotReady, Conflict, WorkError, ReleaseError."""
    _reason(reason)
    work = held(session, name, version)
    record, findings = check(session, work.body)
    if record is None or findings:
        raise NotReady(findings)
    before = _active(session)
    entry = apply(session, entry_of(session, name), record, CHANGE, by)
    number = publish_only(session, name, record, by, f"紧急发布：{reason}")
    entry.state = "published"
    session.delete(work)
    _note(session, name, by, reason, before, now)
    history.note(session, name, by, "紧急发布", record.model_dump(), now, reason)
    return number


def withdraw_now(session: Session, name: str, by: str, reason: str, now: datetime) -> int:
    """The entry goes off alone. Raises WorkError, ReleaseError."""
    _reason(reason)
    entry = entry_of(session, name)
    if entry is None:
        raise WorkError(f"没有问答“{name}”。")
    before = _active(session)
    number = publish_only(session, name, None, by, f"紧急下线：{reason}")
    entry.state, entry.version = "withdrawn", entry.version + 1
    _note(session, name, by, reason, before, now)
    history.note(session, name, by, "紧急下线", body_of(entry), now, reason)
    return number


def review(session: Session, emergency_id: int, by: str, good: bool, now: datetime) -> int | None:
    """事后审核: fine, or the release before is active again (its number). Raises WorkError, ReleaseError."""
    row: Any = session.scalars(
        select(FaqEmergency).where(FaqEmergency.id == emergency_id).with_for_update()
    ).first()
    if row is None or row.verdict is not None:
        raise WorkError("这一次紧急发布已经审核过了。")
    if row.actor == by:
        raise WorkError("紧急发布要由另一个人审核。")
    row.reviewed_by, row.reviewed_at, row.verdict = by, now, "认可" if good else "撤销"
    audit(session, by, "faq.emergency_review", f"faq/{row.name}", {"verdict": row.verdict}, now)
    if good or row.before_sequence is None:
        return None
    active = _active(session)
    if active is None or active.id != row.release_id:
        raise WorkError("这之后又发布过新版本，不能直接撤销，请改好这一条再发布。")
    return rollback(session, row.before_sequence, by)


def pending(session: Session) -> list[FaqEmergency]:
    return list(
        session.scalars(
            select(FaqEmergency).where(col(FaqEmergency.verdict).is_(None)).order_by(FaqEmergency.id)
        )
    )


def _reason(words: str) -> None:
    if len(words.strip()) < SHORTEST_REASON:
        raise WorkError("紧急发布要写明原因，至少 5 个字；事后由另一个人审核。")


def _active(session: Session) -> Any:
    return session.scalars(select(FaqRelease).where(FaqRelease.is_active)).first()


def _note(session: Session, name: str, by: str, reason: str, before: Any, now: datetime) -> None:
    session.flush()
    session.add(
        FaqEmergency(
            release_id=_active(session).id,
            before_sequence=before.sequence if before is not None else None,
            name=name,
            reason=reason.strip()[:1000],
            actor=by,
            created_at=now,
        )
    )
    audit(session, by, "faq.emergency", f"faq/{name}", {"reason": reason.strip()[:200]}, now)
