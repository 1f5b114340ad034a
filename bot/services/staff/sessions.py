"""Sessions on the server: a random cookie whose hash is kept, ended by idleness, age, or any change of rights."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import StaffSession
from bot.services.staff.roles import Role
from bot.settings import get_settings

FULL, TOTP = "full", "totp"
_NOTED_EVERY = timedelta(seconds=60)  # being seen is not written with every request


@dataclass(frozen=True)
class Current:
    """Who is logged in; plain values, to keep after the database session is closed."""

    session_id: str
    csrf: str
    stage: str
    account_id: int
    username: str
    name: str
    roles: frozenset[Role]
    departments: frozenset[str]  # empty = every department
    must_change: bool
    has_totp: bool
    flash: str = ""

    @property
    def actor(self) -> str:
        return f"staff:{self.username}"

    def has(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))

    def covers(self, department: str | None) -> bool:
        """Whether what belongs to `department` is this person's to work on."""
        return not self.departments or (department or "") in self.departments


def open_session(session: Session, account: Any, stage: str, now: datetime) -> str:
    """The secret for the cookie."""
    secret = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            id=hash_of(secret),
            account_id=account.id,
            csrf=secrets.token_urlsafe(24),
            stage=stage,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=get_settings().staff_session_hours),
        )
    )
    session.flush()
    return secret


def current(session: Session, secret: str, now: datetime) -> Current | None:
    """Who the cookie belongs to; None when it is nobody's, too old, or the account may not log in any more.

    Says the waiting `flash` once, and notes that somebody was here: the caller commits.
    """
    row = session.get(StaffSession, hash_of(secret))
    if row is None:
        return None
    idle = timedelta(minutes=get_settings().staff_idle_minutes)
    account = row.account
    if not account.is_active or now >= row.expires_at or now - row.seen_at >= idle:
        session.delete(row)
        return None
    if now - row.seen_at >= _NOTED_EVERY:
        row.seen_at = now
    return Current(
        session_id=row.id,
        csrf=row.csrf,
        stage=row.stage,
        account_id=account.id,
        username=account.username,
        name=account.name,
        roles=frozenset(Role(name) for name in account.roles),
        departments=frozenset(account.departments),
        must_change=account.must_change,
        has_totp=account.totp_secret is not None,
        flash=row.flash,
    )


def leave_word(session: Session, session_id: str, words: str) -> None:
    """Said on the next page; empty: it was said."""
    row = session.get(StaffSession, session_id)
    if row is not None:
        row.flash = words[:1000]


def close(session: Session, session_id: str) -> None:
    session.execute(delete(StaffSession).where(StaffSession.id == session_id))


def close_all(session: Session, account_id: int) -> None:
    session.execute(
        delete(StaffSession)
        .where(StaffSession.account_id == account_id)
        .execution_options(synchronize_session="fetch")
    )


def forget_sessions(session: Session, now: datetime) -> int:
    """Those that are over; how many."""
    return int(session.execute(delete(StaffSession).where(col(StaffSession.expires_at) < now)).rowcount)


def count_of(session: Session, account_id: int) -> int:
    return len(session.scalars(select(StaffSession.id).where(StaffSession.account_id == account_id)).all())


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
