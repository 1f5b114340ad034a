"""Keeping accounts: each change audited, sessions ended where rights change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.models import StaffAccount
from bot.services.audit.record import record
from bot.services.catalogue.query import departments_in_use
from bot.services.content import check_text
from bot.services.staff import passwords
from bot.services.staff.errors import StaffError
from bot.services.staff.roles import RolesRefused, read_roles
from bot.services.staff.sessions import close_all

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


def actor_of(username: str) -> str:
    """How events and the audit log name a member of staff."""
    return f"staff:{username}"


def find(session: Session, username: str) -> Any:
    """Raises StaffError."""
    account = session.scalars(
        select(StaffAccount).where(StaffAccount.username == username.strip().lower()).with_for_update()
    ).first()
    if account is None:
        raise StaffError(f"没有账号“{username}”。")
    return account


def add(
    session: Session,
    username: str,
    name: str,
    by: str,
    now: datetime,
    roles: Iterable[str] = (),
    departments: Iterable[str] = (),
    password: str | None = None,
) -> tuple[StaffAccount, str]:
    """The account and its password, a one-time one unless given. Raises StaffError."""
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise StaffError("登录名要以小写字母开头，只含小写字母、数字、点、横线，2 到 40 位。")
    try:
        shown = check_text(name.strip())
    except ValueError as error:
        raise StaffError(f"姓名{error}。") from None
    if not 1 <= len(shown) <= 60:
        raise StaffError("请填写姓名，不超过 60 字。")
    chosen = password or passwords.one_time_password()
    if password is not None:
        _check_password(password, username)
    account = StaffAccount(
        username=username,
        name=shown,
        password_hash=passwords.hash_password(chosen),
        must_change=password is None,
        roles=_roles(roles),
        departments=_departments(session, departments),
        password_at=now,
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        raise StaffError(f"已经有账号“{username}”了。") from None
    detail = {"roles": account.roles, "departments": account.departments}
    record(session, by, "staff.add", username, detail, now)
    return account, chosen


def grant(
    session: Session,
    username: str,
    roles: Iterable[str],
    departments: Iterable[str],
    by: str,
    now: datetime,
) -> None:
    """Roles and departments; nobody changes their own. Raises StaffError."""
    account = find(session, username)
    if actor_of(account.username) == by:
        raise StaffError("不能修改自己的角色，请由另一位安全管理员操作。")
    before = {"roles": account.roles, "departments": account.departments}
    account.roles, account.departments = _roles(roles), _departments(session, departments)
    after = {"roles": account.roles, "departments": account.departments}
    if before != after:
        close_all(session, account.id)
        record(session, by, "staff.grant", account.username, {"before": before, "after": after}, now)


def reset_password(
    session: Session, username: str, by: str, now: datetime, password: str | None = None
) -> str:
    """A new one-time password, or the one given; every session ends. Raises StaffError."""
    account = find(session, username)
    if password is not None:
        _check_password(password, account.username)
    chosen = password or passwords.one_time_password()
    _set(account, chosen, now, must_change=password is None)
    account.failures, account.locked_until = 0, None
    close_all(session, account.id)
    record(session, by, "staff.reset_password", account.username, at=now)
    return chosen


def change_password(session: Session, account: Any, old: str, new: str, now: datetime) -> None:
    """One's own; every session ends, the caller opens a new one. Raises StaffError."""
    if not passwords.is_password(old, account.password_hash):
        raise StaffError("原密码不对。")
    if old == new:
        raise StaffError("新密码不能和原密码一样。")
    _check_password(new, account.username)
    _set(account, new, now, must_change=False)
    close_all(session, account.id)
    record(session, actor_of(account.username), "staff.change_password", account.username, at=now)


def set_active(session: Session, username: str, active: bool, by: str, now: datetime) -> None:
    """停用 or 启用. Raises StaffError."""
    account = find(session, username)
    if actor_of(account.username) == by:
        raise StaffError("不能停用自己的账号。")
    if account.is_active == active:
        return
    account.is_active = active
    close_all(session, account.id)
    record(session, by, "staff.enable" if active else "staff.disable", account.username, at=now)


def unlock(session: Session, username: str, by: str, now: datetime) -> None:
    """Raises StaffError."""
    account = find(session, username)
    account.failures, account.locked_until = 0, None
    record(session, by, "staff.unlock", account.username, at=now)


def forget_totp(session: Session, username: str, by: str, now: datetime) -> None:
    """The telephone with the codes is gone. Raises StaffError."""
    account = find(session, username)
    account.totp_secret, account.recovery_hashes, account.totp_step = None, [], 0
    close_all(session, account.id)
    record(session, by, "staff.forget_totp", account.username, at=now)


def listed(session: Session) -> list[StaffAccount]:
    return list(session.scalars(select(StaffAccount).order_by(StaffAccount.username)))


def _set(account: Any, password: str, now: datetime, must_change: bool) -> None:
    account.password_hash = passwords.hash_password(password)
    account.password_at, account.must_change = now, must_change


def _roles(names: Iterable[str]) -> list[str]:
    try:
        return [role.value for role in read_roles(names)]
    except RolesRefused as error:
        raise StaffError(str(error)) from None


def _departments(session: Session, codes: Iterable[str]) -> list[str]:
    wanted = sorted(set(codes))
    known = departments_in_use(session)
    for code in wanted:
        if code not in known:
            raise StaffError(f"没有部门“{code}”。")
    return wanted


def _check_password(password: str, username: str) -> None:
    try:
        passwords.check_new(password, username)
    except passwords.PasswordRefused as error:
        raise StaffError(str(error)) from None
