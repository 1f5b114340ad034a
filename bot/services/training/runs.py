"""训练: one run at a time, seen by every replica; the model that is active is the one all of them load."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.alone import alone
from bot.db.columns import col
from bot.db.models import ModelRun
from bot.services.audit.record import record as audit
from bot.services.drafts.errors import WorkError
from bot.services.training.drafts import drafts, in_use
from bot.services.training.files import Examples

RUNNING, READY, MEASURED, FAILED, BROKEN = "running", "ready", "measured", "failed", "broken"
_DEAD_AFTER = timedelta(seconds=90)  # its process says every few seconds that it lives
_BEGIN_LOCK = 7_260_003
_KEPT = 6  # models; the reports of all runs stay


class Stored(NamedTuple):
    archive: bytes
    signature: str  # by the key of the house (bot/assistant/signature.py)


class Active(NamedTuple):
    id: int
    base: str
    checksum: str


def begin(session: Session, by: str, trains: bool, shipped: Examples, base: str, now: datetime) -> int:
    """A new run over the drafts as they stand. Raises WorkError while another goes on."""
    alone(session, _BEGIN_LOCK)
    for each in session.scalars(select(ModelRun).where(ModelRun.state == RUNNING).with_for_update()):
        if not is_dead(each, now):
            raise WorkError(f"{each.started_by.removeprefix('staff:')}正在训练，请等它完成。")
        each.state = BROKEN
    written = {intent: work for intent, work in drafts(session).items() if intent in shipped}
    examples = {
        intent: texts for intent, texts in in_use(session, shipped).items() if texts != list(shipped[intent])
    }
    examples |= {intent: work.examples for intent, work in written.items()}
    editors = {by} | {editor for work in written.values() for editor in work.editors}
    run = ModelRun(
        started_by=by,
        trains=trains,
        created_at=now,
        seen_at=now,
        stage="准备例句",
        base=base,
        examples=examples,
        editors=sorted(editors),
    )
    session.add(run)
    session.flush()
    if trains:
        audit(session, by, "training.train", f"model/{run.id}", {"intents": sorted(examples)}, now)
    return int(run.id)


def tell(session: Session, run_id: int, stage: str, done: int, total: int, now: datetime) -> None:
    _set(session, run_id, stage=stage, done=done, total=total, seen_at=now)


def alive(session: Session, run_id: int, now: datetime) -> None:
    _set(session, run_id, seen_at=now)


def finish(
    session: Session,
    run_id: int,
    state: str,
    report: dict[str, Any],
    stored: Stored | None,
    now: datetime,
) -> None:
    """With the trained model; the oldest models that nobody will go back to are let go."""
    model: dict[str, Any] = {"archive": None, "checksum": None, "signature": None}
    if stored is not None:
        model = {**stored._asdict(), "checksum": hashlib.sha256(stored.archive).hexdigest()}
    _set(session, run_id, state=state, report=report, seen_at=now, **model)
    kept = select(ModelRun.id).where(ModelRun.state == READY).order_by(col(ModelRun.id).desc()).limit(_KEPT)
    newest = session.scalars(kept).all()
    session.execute(
        update(ModelRun)
        .where(ModelRun.is_active.is_(False), col(ModelRun.id).not_in(newest))  # type: ignore[attr-defined]
        .values(archive=None, checksum=None, signature=None)
        .execution_options(synchronize_session=False)
    )


def fail(session: Session, run_id: int, error: str, now: datetime) -> None:
    """Only a run that still goes on: what is finished stays so."""
    session.execute(
        update(ModelRun)
        .where(ModelRun.id == run_id, ModelRun.state == RUNNING)
        .values(state=FAILED, error=error[:500], seen_at=now)
        .execution_options(synchronize_session=False)
    )


def is_dead(run: Any, now: datetime) -> bool:
    """A run whose process is gone."""
    return bool(run.state == RUNNING and now - run.seen_at >= _DEAD_AFTER)


def activate(session: Session, run_id: int, base: str, by: str, now: datetime) -> None:
    """启用: every replica loads it within seconds. Nobody lets into use what they have written. Raises WorkError.

    A model that was in use before may be gone back to by anybody with the right to it.
    """
    run = session.scalars(select(ModelRun).where(ModelRun.id == run_id).with_for_update()).first()
    if run is None or run.state != READY or run.checksum is None:
        raise WorkError("没有这一版模型，或者已经不再保留，请重新训练。")
    if run.base != base:
        raise WorkError("这一版是用以前的软件或例句文件训练的，请重新训练。")
    if run.is_active:
        raise WorkError("这一版正在使用。")
    if run.activated_at is None and by in run.editors:
        raise WorkError("您改过这一版的例句，或者是您训练的，要由另一个人启用。")
    if run.activated_at is None and run.report.get("worse"):
        raise WorkError("有必答问题会变差，不能启用，请改好例句再训练。")
    _retire(session)
    for intent, work in drafts(session).items():  # what is in use is no draft any more
        if run.examples.get(intent) == work.examples:
            session.delete(work)
    run.is_active, run.activated_by, run.activated_at = True, by, now
    audit(session, by, "training.activate", f"model/{run_id}", {"editors": run.editors}, now)
    session.flush()


def to_shipped(session: Session, by: str, now: datetime) -> None:
    """回到随软件附带的模型. Raises WorkError."""
    if not _retire(session):
        raise WorkError("正在使用的就是随软件附带的模型。")
    audit(session, by, "training.to_shipped", "model", {}, now)


def active(session: Session) -> Active | None:
    row = session.execute(
        select(ModelRun.id, ModelRun.base, ModelRun.checksum).where(ModelRun.is_active)
    ).first()
    return Active(*row) if row is not None and row.checksum else None


def archive_of(session: Session, run_id: int) -> Stored | None:
    row = session.execute(select(ModelRun.archive, ModelRun.signature).where(ModelRun.id == run_id)).first()
    return Stored(*row) if row is not None and row.archive is not None and row.signature else None


def listed(session: Session, limit: int = 20) -> list[ModelRun]:
    """Newest first."""
    return list(session.scalars(select(ModelRun).order_by(col(ModelRun.id).desc()).limit(limit)))


def measured(session: Session, digest: str) -> dict[str, Any] | None:
    """What an earlier run found out about the very same examples and software."""
    for run in session.scalars(
        select(ModelRun)
        .where(col(ModelRun.state).in_((READY, MEASURED)))
        .order_by(col(ModelRun.id).desc())
        .limit(20)
    ):
        for side in ("now", "before"):
            found: dict[str, Any] | None = run.report.get(side)
            if found is not None and found.get("digest") == digest:
                return found
    return None


def _retire(session: Session) -> bool:
    gone = session.execute(
        update(ModelRun)
        .where(ModelRun.is_active)
        .values(is_active=False)
        .execution_options(synchronize_session="fetch")
    )
    return bool(gone.rowcount)


def _set(session: Session, run_id: int, **values: Any) -> None:
    session.execute(
        update(ModelRun)
        .where(ModelRun.id == run_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
