"""发布检查: its row, so that every replica sees how far a run is, and only what passed is released."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.alone import alone
from bot.db.columns import col
from bot.db.models import FaqEntry, FaqGate, FaqRelease, FaqReleaseEntry
from bot.services.audit.record import record as audit
from bot.services.catalogue.record import checksum
from bot.services.drafts.errors import WorkError
from bot.services.faq.release import PublishReport, publish
from bot.services.faq.schema import FaqRecord

RUNNING, PASSED, FAILED, BROKEN = "running", "passed", "failed", "broken"
_DEAD_AFTER = timedelta(seconds=60)
_BEGIN_LOCK = 7_260_004


def begin(session: Session, by: str, now: datetime) -> int:
    """A new run. Raises WorkError while another goes on."""
    alone(session, _BEGIN_LOCK)
    running = session.scalars(select(FaqGate).where(FaqGate.state == RUNNING).with_for_update()).all()
    for each in running:
        if now - each.seen_at < _DEAD_AFTER:
            raise WorkError(f"{each.started_by.removeprefix('staff:')}正在检查，请等它完成。")
        each.state = BROKEN
    row = FaqGate(started_by=by, created_at=now, seen_at=now, stage="读取条目")
    session.add(row)
    session.flush()
    return int(row.id)


def tell(session: Session, gate_id: int, stage: str, done: int, total: int, now: datetime) -> None:
    """How far it is."""
    session.execute(
        update(FaqGate)
        .where(FaqGate.id == gate_id)
        .values(stage=stage, done=done, total=total, seen_at=now)
        .execution_options(synchronize_session=False)
    )


def finish(
    session: Session, gate_id: int, state: str, digest: str, report: dict[str, Any], now: datetime
) -> None:
    session.execute(
        update(FaqGate)
        .where(FaqGate.id == gate_id)
        .values(state=state, digest=digest, report=report, seen_at=now)
        .execution_options(synchronize_session=False)
    )


def latest(session: Session) -> Any:
    return session.scalars(select(FaqGate).order_by(col(FaqGate.id).desc()).limit(1)).first()


def is_dead(gate: Any, now: datetime) -> bool:
    """A run whose process is gone."""
    return bool(gate.state == RUNNING and now - gate.seen_at >= _DEAD_AFTER)


def digest_of(records: list[FaqRecord]) -> str:
    """As a release of them would have."""
    return checksum([record.model_dump() for record in records])


def release(session: Session, gate_id: int, by: str, note: str, now: datetime) -> PublishReport:
    """Releases what the run has looked at, and nothing else. Raises WorkError, ReleaseError."""
    gate = session.get(FaqGate, gate_id)
    if gate is None or gate.state != PASSED:
        raise WorkError("请先做发布检查，通过后才能发布。")
    report = publish(session, by, note, looked_at=gate.digest)
    audit(session, by, "faq.release", f"release {report.sequence}", {"gate": gate_id}, now)
    return report


def waiting(session: Session) -> list[tuple[str, str, str]]:
    """(name, question, 新增/修改/撤下) of what is approved and not live."""
    live = set(
        session.scalars(
            select(FaqReleaseEntry.name)
            .join(FaqRelease, FaqReleaseEntry.release_id == FaqRelease.id)
            .where(FaqRelease.is_active)
        )
    )
    rows = session.execute(
        select(FaqEntry.name, FaqEntry.question, FaqEntry.state)
        .where(col(FaqEntry.state).in_(("draft", "withdrawn")))
        .order_by(FaqEntry.name)
    ).all()
    return [
        (name, question, "撤下" if state == "withdrawn" else "修改" if name in live else "新增")
        for name, question, state in rows
        if state == "draft" or name in live
    ]


def releases(session: Session, limit: int = 20) -> list[FaqRelease]:
    """Newest first."""
    return list(session.scalars(select(FaqRelease).order_by(col(FaqRelease.sequence).desc()).limit(limit)))
