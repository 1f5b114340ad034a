"""Publishing the FAQ: a release is an immutable copy, and going back is activating an older one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import FaqEntry, FaqRelease, FaqReleaseEntry, ServiceItem
from bot.db.numbering import next_number
from bot.services import content
from bot.services.audit.record import record as audit
from bot.services.catalogue.query import departments_in_use
from bot.services.catalogue.record import checksum
from bot.services.faq.check import check_files
from bot.services.faq.entry import bodies_in_use, validate_body
from bot.services.faq.read import FaqFile
from bot.services.faq.schema import FaqRecord
from bot.services.faq.view import FaqView, faq_view, is_valid_on
from bot.services.findings import Finding

__all__ = [
    "FaqView",
    "OtherContentError",
    "PublishReport",
    "ReleaseError",
    "active_release_id",
    "candidate",
    "publish",
    "publish_only",
    "publish_owner",
    "published",
    "rollback",
]

_AT_ONCE = 500
DATABASE = "数据库"  # where the findings of `publish` are


class ReleaseError(Exception):
    """A release that cannot be made or found; the message is Chinese."""


@dataclass(frozen=True)
class PublishReport:
    """`unchanged`: the active release already says exactly this. `skipped`: why entries were left out."""

    sequence: int
    entries: int
    unchanged: bool
    skipped: tuple[Finding, ...]


class OtherContentError(ReleaseError):
    """What would be released is not what was looked at."""


def publish(
    session: Session, by: str, note: str = "", today: date | None = None, looked_at: str | None = None
) -> PublishReport:
    """A new active release of all entries that pass the checks. The caller commits. Raises ReleaseError.

    `looked_at`: the digest of what it has to be; OtherContentError when it is not."""
    active = _hold_active(session)
    records, skipped = candidate(session, today)
    snapshots = [record.model_dump() for record in records]
    digest = checksum(snapshots)
    if looked_at is not None and digest != looked_at:
        raise OtherContentError("检查之后内容又有变化，请重新检查。")
    if not records:
        raise ReleaseError("没有可以发布的问答：" + "；".join(str(finding) for finding in skipped[:3]))
    left_out = {finding.item for finding in skipped}
    session.execute(
        update(FaqEntry)
        .where(FaqEntry.state == "draft", col(FaqEntry.name).not_in(left_out))
        .values(state="published")
        .execution_options(synchronize_session="fetch")
    )
    if active is not None and active.checksum == digest:
        return PublishReport(active.sequence, len(records), True, tuple(skipped))
    sequence = _activate(session, snapshots, digest, by, note)
    return PublishReport(sequence, len(records), False, tuple(skipped))


def candidate(session: Session, today: date | None = None) -> tuple[list[FaqRecord], list[Finding]]:
    """The entries that would be released now, and what is wrong with the others."""
    file = FaqFile(DATABASE)
    for body in bodies_in_use(session):
        record, findings = validate_body(body, DATABASE)
        if record is not None:
            file.records.append(record)
        file.findings += findings
    departments = departments_in_use(session)
    items = set(session.scalars(select(ServiceItem.code).where(ServiceItem.task_state != "3")))
    findings = check_files([file], departments, items, today or content.today())
    bad = {finding.item for finding in findings}
    return [record for record in file.records if record.name not in bad], findings


def publish_only(session: Session, name: str, record: FaqRecord | None, by: str, note: str) -> int:
    """The active release with one entry as `record` has it, or without it: its number. Raises ReleaseError."""
    active = _hold_active(session)
    if active is None:
        raise ReleaseError("还没有发布过，请先正常发布一次")
    others = (body for body in _snapshots(session, active) if body["name"] != name)
    snapshots = [*others, *([record.model_dump()] if record else [])]
    snapshots.sort(key=lambda body: str(body["name"]))
    digest = checksum(snapshots)
    if active.checksum == digest:
        raise ReleaseError("已发布的内容和这一稿一样，不需要发布")
    return _activate(session, snapshots, digest, by, note)


def publish_owner(session: Session, old: str, new: str, by: str, note: str) -> None:
    """The active release with the entries of department `old` as `new`'s, word for word; nothing where it has none."""
    active = _hold_active(session)
    bodies = _snapshots(session, active) if active is not None else []
    if not any(body["department"] == old for body in bodies):
        return
    snapshots = [{**body, "department": new} if body["department"] == old else body for body in bodies]
    _activate(session, snapshots, checksum(snapshots), by, note)


def _snapshots(session: Session, release: Any) -> list[dict[str, Any]]:
    rows = select(FaqReleaseEntry.snapshot).where(FaqReleaseEntry.release_id == release.id)
    return list(session.scalars(rows.order_by(FaqReleaseEntry.name)))


def _hold_active(session: Session) -> FaqRelease | None:
    found: FaqRelease | None = session.scalars(
        select(FaqRelease).where(FaqRelease.is_active).with_for_update()
    ).first()
    return found


def _activate(session: Session, snapshots: list[dict[str, Any]], digest: str, by: str, note: str) -> int:
    sequence = next_number(session, FaqRelease.sequence)
    _deactivate(session)
    release = FaqRelease(sequence=sequence, created_by=by, note=note, checksum=digest, is_active=True)
    session.add(release)
    try:
        session.flush()
        rows = [{"release_id": release.id, "name": body["name"], "snapshot": body} for body in snapshots]
        for at in range(0, len(rows), _AT_ONCE):
            session.execute(insert(FaqReleaseEntry), rows[at : at + _AT_ONCE])
    except IntegrityError as error:  # the very first release has no active one to wait for
        raise ReleaseError("另一位同事正在发布，请稍后再试") from error
    audit(session, by, "faq.publish", f"release {sequence}", {"entries": len(snapshots), "note": note})
    return sequence


def rollback(session: Session, to: int, by: str) -> int:
    """Activates release number `to` and gives its number. The caller commits. Raises ReleaseError."""
    release = session.scalars(
        select(FaqRelease).where(FaqRelease.sequence == to).with_for_update()
    ).one_or_none()
    if release is None:
        raise ReleaseError(f"没有第{to}号发布版本")
    _deactivate(session)
    session.execute(update(FaqRelease).where(FaqRelease.id == release.id).values(is_active=True))
    audit(session, by, "faq.rollback", f"release {to}")
    return to


def active_release_id(session: Session) -> int | None:
    """Changes whenever another release becomes active; one row."""
    found: int | None = session.scalar(select(FaqRelease.id).where(FaqRelease.is_active))
    return found


def published(session: Session, today: date | None = None) -> list[FaqView]:
    """What citizens may be told today."""
    day = today or content.today()
    snapshots = session.scalars(
        select(FaqReleaseEntry.snapshot)
        .join(FaqRelease, FaqReleaseEntry.release_id == FaqRelease.id)
        .where(FaqRelease.is_active)
        .order_by(FaqReleaseEntry.name)
    )
    return [view for view in map(faq_view, snapshots) if is_valid_on(view, day)]


def _deactivate(session: Session) -> None:
    # Written at once: the database refuses two active releases.
    session.execute(update(FaqRelease).where(FaqRelease.is_active).values(is_active=False))
