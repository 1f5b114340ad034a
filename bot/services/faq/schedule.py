"""定时发布: what a gate has passed goes live at its hour, as it was checked, or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import FaqGate, FaqSchedule
from bot.services.audit.record import record as audit
from bot.services.content import CITY_ZONE
from bot.services.drafts.errors import WorkError
from bot.services.faq import gates
from bot.services.faq.release import ReleaseError, candidate

log = structlog.get_logger()

WAITING, DONE, FAILED, CANCELLED = "waiting", "done", "failed", "cancelled"
LONGEST_AHEAD = timedelta(days=60)
_UNSEEN_FOR = timedelta(days=3)  # how long a failure is shown on the first page


def plan(session: Session, gate_id: int, due_at: datetime, by: str, note: str, now: datetime) -> int:
    """One at a time. Raises WorkError."""
    gate = session.get(FaqGate, gate_id)
    if gate is None or gate.state != gates.PASSED:
        raise WorkError("请先做发布检查，通过后才能定时发布。")
    if gates.digest_of(candidate(session)[0]) != gate.digest:
        raise WorkError("检查之后内容又有变化，请重新检查。")
    if not now < due_at <= now + LONGEST_AHEAD:
        raise WorkError(f"发布时间要在现在之后，{LONGEST_AHEAD.days} 天之内。")
    if _held(session, FaqSchedule.state == WAITING) is not None:
        raise WorkError("已经有一次定时发布在等着，请先取消它。")
    row = FaqSchedule(gate_id=gate_id, due_at=due_at, note=note[:500], planned_by=by, created_at=now)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:  # somebody else in the same moment
        raise WorkError("已经有一次定时发布在等着，请先取消它。") from error
    when = due_at.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M")
    audit(session, by, "faq.schedule", f"gate {gate_id}", {"due_at": when}, now)
    return int(row.id)


def cancel(session: Session, schedule_id: int, by: str, now: datetime) -> None:
    """Raises WorkError when it is not waiting any more."""
    row = _held(session, FaqSchedule.id == schedule_id)
    if row is None or row.state != WAITING:
        raise WorkError("这次定时发布已经结束，不能取消。")
    _end(row, CANCELLED, by, "", now)
    audit(session, by, "faq.unschedule", f"gate {row.gate_id}", None, now)


def is_due(session: Session, now: datetime) -> bool:
    """A look that takes no lock."""
    return session.scalar(_due(now).limit(1)) is not None


def run_due(session: Session, now: datetime) -> str | None:
    """Releases what is due: its new state, None when nothing is. Several replicas may try; one does it."""
    row = _held(session, FaqSchedule.state == WAITING, col(FaqSchedule.due_at) <= now)
    if row is None:
        return None
    try:
        with session.begin_nested():
            report = gates.release(session, row.gate_id, row.planned_by, row.note or "定时发布", now)
    except (WorkError, ReleaseError) as error:
        _end(row, FAILED, "system", str(error), now)
        log.warning("faq.schedule_failed", gate=row.gate_id, why=str(error))
    else:
        words = (
            f"没有变化，仍是第 {report.sequence} 号版本"
            if report.unchanged
            else f"第 {report.sequence} 号版本"
        )
        _end(row, DONE, "system", words, now)
    session.flush()
    return str(row.state)


def waiting(session: Session) -> Any:
    """The one that waits, or None."""
    return session.scalars(select(FaqSchedule).where(FaqSchedule.state == WAITING)).first()


def failed_lately(session: Session, now: datetime) -> Any:
    """The last one, when it failed in these days: somebody should know. None otherwise."""
    last = session.scalars(select(FaqSchedule).order_by(col(FaqSchedule.id).desc()).limit(1)).first()
    if last is None or last.state != FAILED or last.ended_at is None:
        return None
    return last if now - last.ended_at < _UNSEEN_FOR else None


def _due(now: datetime) -> Any:
    return select(FaqSchedule.id).where(FaqSchedule.state == WAITING, col(FaqSchedule.due_at) <= now)


def _held(session: Session, *conditions: Any) -> Any:
    query = select(FaqSchedule).where(*conditions).with_for_update(skip_locked=True)
    return session.scalars(query.execution_options(populate_existing=True)).first()


def _end(row: Any, state: str, by: str, result: str, now: datetime) -> None:
    row.state, row.ended_by, row.result, row.ended_at = state, by, result, now
