"""Uploads as rows: whose they are, which draft they answer, when they go."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Application, Upload
from bot.db.session import after_commit
from bot.services.uploads import store
from bot.services.uploads.inspect import Inspected
from bot.services.uploads.refusal import NoSuchFile, TooManyFiles
from bot.settings import get_settings

_AT_ONCE = 200


@dataclass(frozen=True)
class Kept:
    file_id: str
    media_type: str
    hint: str


def add(session: Session, session_id: str, found: Inspected, now: datetime) -> Kept:
    """Kept for `upload_keep_hours` unless a draft takes it. Raises TooManyFiles."""
    settings = get_settings()
    most = settings.upload_max_files
    kept = session.scalar(select(func.count(Upload.id)).where(Upload.session_id == session_id, _loose()))
    if (kept or 0) >= most:
        raise TooManyFiles(most)
    row = Upload(
        file_id=secrets.token_urlsafe(16),
        session_id=session_id,
        address=store.address_of(found.content, session_id),
        media_type=found.media_type,
        size=len(found.content),
        hint=found.hint,
        created_at=now,
        expires_at=now + timedelta(hours=settings.upload_keep_hours),
    )
    session.add(row)
    session.flush()
    store.write(row.address, found.content)
    return Kept(row.file_id, row.media_type, row.hint)


def find(session: Session, file_id: str, session_id: str, now: datetime) -> Any:
    """The upload, for the conversation that sent it. Raises NoSuchFile."""
    row = session.scalars(
        select(Upload).where(Upload.file_id == file_id, Upload.session_id == session_id)
    ).first()
    if row is None or (row.expires_at is not None and row.expires_at <= now) or not store.exists(row.address):
        raise NoSuchFile
    return row


def bind(session: Session, row: Any, application_id: int, now: datetime) -> str:
    """The file belongs to the draft from now on; the id to answer with, another one where it is used twice."""
    if row.application_id not in (None, application_id):
        row = Upload(
            file_id=secrets.token_urlsafe(16),
            created_at=now,
            **{name: getattr(row, name) for name in ("session_id", "address", "media_type", "size", "hint")},
        )
        session.add(row)
    row.application_id, row.expires_at = application_id, None
    session.flush()
    return str(row.file_id)


def move(session: Session, file_id: str, before: int, after: int) -> None:
    """From the application it was sent for to one filed under it."""
    session.execute(
        update(Upload)
        .where(Upload.file_id == file_id, Upload.application_id == before)
        .values(application_id=after)
        .execution_options(synchronize_session=False)
    )


def is_bound(session: Session, file_id: str, application_id: int) -> bool:
    row = session.scalars(
        select(Upload).where(Upload.file_id == file_id, Upload.application_id == application_id)
    ).first()
    return row is not None and store.exists(row.address)


def keep_only(session: Session, application_id: int, file_ids: Iterable[str]) -> None:
    """Files of the draft that answer nothing any more go; none of `file_ids` does."""
    _remove(
        session,
        Upload.application_id == application_id,
        col(Upload.file_id).not_in(list(file_ids)),
    )


def expire(session: Session, now: datetime) -> int:
    """How many unused files went; call again while it returns any."""
    old = session.scalars(
        select(Upload.id).where(col(Upload.expires_at) <= now).order_by(Upload.id).limit(_AT_ONCE)
    ).all()
    if old:
        _remove(session, col(Upload.id).in_(old))
    return len(old)


def remove_strays(session: Session) -> int:
    """For housekeeping."""
    found = list(store.old_addresses())
    known: set[str] = set()
    for start in range(0, len(found), _AT_ONCE):
        part = found[start : start + _AT_ONCE]
        known.update(session.scalars(select(Upload.address).where(col(Upload.address).in_(part))))
    return store.remove_strays(found, known)


def _remove(session: Session, *which: Any) -> None:
    """Rows now, their content once that is committed, unless another row still needs it."""
    gone = set(session.scalars(select(Upload.address).where(*which)))
    if not gone:
        return
    session.execute(delete(Upload).where(*which).execution_options(synchronize_session=False))
    still = set(session.scalars(select(Upload.address).where(col(Upload.address).in_(gone))))
    for address in gone - still:
        after_commit(session, store.remove, address)


def _loose() -> Any:
    """Not of a filed case: those do not count against a conversation."""
    filed = select(Application.id).where(col(Application.case_no).is_not(None))
    return col(Upload.application_id).is_(None) | col(Upload.application_id).not_in(filed)
