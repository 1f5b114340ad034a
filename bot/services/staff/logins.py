"""Logging in: password, then 动态口令 where it is set up; five wrong in a row lock the account for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import StaffAccount, StaffSession
from bot.services.audit.record import record
from bot.services.staff import passwords, totp
from bot.services.staff.accounts import actor_of
from bot.services.staff.errors import LoginRefused, StaffError
from bot.services.staff.sessions import FULL, TOTP, close, open_session

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
_LOCKED = "连续输错次数太多，账号已锁定 15 分钟。着急的话请安全管理员解锁。"


def log_in(session: Session, username: str, password: str, now: datetime) -> tuple[str, str]:
    """(secret for the cookie, stage). Counts wrong tries: the caller commits also on LoginRefused."""
    account: Any = session.scalars(
        select(StaffAccount).where(StaffAccount.username == username.strip().lower()[:40]).with_for_update()
    ).first()
    if account is None:
        passwords.spend_as_long(password)
        raise LoginRefused
    if account.locked_until is not None and now < account.locked_until:
        passwords.spend_as_long(password)
        raise LoginRefused(_LOCKED)
    if not passwords.is_password(password, account.password_hash) or not account.is_active:
        _count(session, account, now)
        raise LoginRefused(
            _LOCKED if account.locked_until and now < account.locked_until else "登录名或密码不对。"
        )
    if account.totp_secret is not None:
        return open_session(session, account, TOTP, now), TOTP
    return _welcome(session, account, now), FULL


def confirm(session: Session, session_id: str, typed: str, now: datetime) -> str:
    """The second step: a code of the app, or a recovery code. The secret of a new session (the old one ends)."""
    row = session.get(StaffSession, session_id)
    if row is None or row.stage != TOTP:
        raise StaffError("登录已超时，请重新输入密码。")
    account: Any = session.scalars(
        select(StaffAccount).where(StaffAccount.id == row.account_id).with_for_update()
    ).one()
    if account.locked_until is not None and now < account.locked_until:
        raise LoginRefused(_LOCKED)
    step = totp.accepted_step(account.totp_secret or "", typed, now, account.totp_step)
    spare = totp.recovery_hash(typed)
    if step is not None:
        account.totp_step = step
    elif spare in account.recovery_hashes:
        account.recovery_hashes = [each for each in account.recovery_hashes if each != spare]
        left = len(account.recovery_hashes)
        record(
            session, actor_of(account.username), "staff.recovery_code", account.username, {"left": left}, now
        )
    else:
        _count(session, account, now)
        raise LoginRefused("动态口令不对或已经用过，请等下一个再输。")
    close(session, session_id)
    return _welcome(session, account, now)


def log_out(session: Session, session_id: str, username: str, now: datetime) -> None:
    close(session, session_id)
    record(session, actor_of(username), "staff.log_out", username, at=now)


def begin_totp(session: Session, session_id: str) -> str:
    """A new secret, waiting in the session until a code of it is typed."""
    row = session.get(StaffSession, session_id)
    assert row is not None
    row.pending_secret = totp.new_secret()
    return row.pending_secret


def finish_totp(session: Session, session_id: str, typed: str, now: datetime) -> list[str]:
    """The recovery codes, shown once. Raises StaffError."""
    row = session.get(StaffSession, session_id)
    if row is None or row.pending_secret is None:
        raise StaffError("请先取得密钥，再输入动态口令。")
    step = totp.accepted_step(row.pending_secret, typed, now, 0)
    if step is None:
        raise StaffError("动态口令不对。请核对手机时间是否准确，再输入新的一个。")
    account: Any = row.account
    codes, hashes = totp.new_recovery_codes()
    account.totp_secret, account.totp_step, account.recovery_hashes = row.pending_secret, step, hashes
    row.pending_secret = None
    record(session, actor_of(account.username), "staff.set_totp", account.username, at=now)
    return codes


def remove_totp(session: Session, account: Any, password: str, now: datetime) -> None:
    """One's own, with the password once more. Raises StaffError."""
    if not passwords.is_password(password, account.password_hash):
        raise StaffError("密码不对，动态口令没有停用。")
    account.totp_secret, account.recovery_hashes = None, []
    record(session, actor_of(account.username), "staff.remove_totp", account.username, at=now)


def pending_secret(session: Session, session_id: str) -> str | None:
    row = session.get(StaffSession, session_id)
    return row.pending_secret if row is not None else None


def _welcome(session: Session, account: Any, now: datetime) -> str:
    account.failures, account.locked_until, account.last_login_at = 0, None, now
    record(session, actor_of(account.username), "staff.log_in", account.username, at=now)
    return open_session(session, account, FULL, now)


def _count(session: Session, account: Any, now: datetime) -> None:
    account.failures += 1
    if account.failures >= TRIES:
        account.failures, account.locked_until = 0, now + LOCKED_FOR
        record(session, actor_of(account.username), "staff.locked", account.username, at=now)
