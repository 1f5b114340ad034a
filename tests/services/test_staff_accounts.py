"""Accounts, roles and logging in, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import AuditLog, StaffSession
from bot.services.staff import accounts, logins, passwords, totp
from bot.services.staff.errors import LoginRefused, StaffError
from bot.services.staff.roles import ADMINS, Role, RolesRefused, read_roles
from bot.services.staff.sessions import FULL, TOTP, current, hash_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)
GOOD = "Zheng-wen-2026"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passwords, "_COST", {**passwords._COST, "iterations": 1, "memory_cost": 64})
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


@pytest.fixture
def db(both_engines: Engine) -> Iterator[Session]:
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        yield session


def add(db: Session, username: str = "lin", *roles: str, password: str | None = GOOD) -> Any:
    return accounts.add(db, username, "林", "test", NOW, roles, (), password)[0]


def test_a_password_is_kept_as_argon2id_and_salted(db: Session) -> None:
    one, two = add(db, "lin"), add(db, "wu")
    assert one.password_hash.startswith("$argon2id$v=19$")
    assert one.password_hash != two.password_hash
    assert GOOD not in one.password_hash


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Ab1-5678", "10 到 128"),
        ("abcdefghij", "三种"),
        ("Aaaaaaaa-1"[:10], "重复"),
        ("Lin-lin-20", "登录名"),
        ("A1-" * 50, "10 到 128"),
    ],
)
def test_a_weak_password_is_refused_in_words(password: str, why: str) -> None:
    with pytest.raises(passwords.PasswordRefused, match=why):
        passwords.check_new(password, "lin")


def test_a_sentence_needs_no_kinds_of_characters() -> None:
    passwords.check_new("correct horse battery staple", "lin")
    passwords.check_new("春江潮水连海平海上明月共潮生滟滟", "lin")


@given(st.lists(st.sampled_from(list(Role)), max_size=8))
def test_no_account_holds_two_of_the_three_offices(wanted: list[Role]) -> None:
    held = set(wanted)
    allowed = len(held & ADMINS) == 0 or len(held) == 1
    try:
        roles = read_roles([role.value for role in wanted])
    except RolesRefused:
        assert not allowed
    else:
        assert allowed
        assert set(roles) == held


def test_roles_are_known_by_both_names_and_no_other() -> None:
    assert read_roles(["审核", "editor"]) == [Role.EDITOR, Role.REVIEWER]
    with pytest.raises(RolesRefused, match="没有“root”这个角色"):
        read_roles(["root"])


@pytest.mark.parametrize("username", ["", "L", "1ab", "a b", "a" * 41, "ab'--", "张三"])
def test_a_bad_username_is_refused(username: str, db: Session) -> None:
    with pytest.raises(StaffError, match="登录名"):
        add(db, username)


def test_a_username_is_taken_once(db: Session) -> None:
    add(db, "lin")
    with pytest.raises(StaffError, match="已经有账号"):
        add(db, "LIN")


def test_logging_in_opens_a_session_whose_secret_is_nowhere(db: Session) -> None:
    add(db, "lin", "编辑")
    secret, stage = logins.log_in(db, " LIN ", GOOD, NOW)
    assert stage == FULL
    found = current(db, secret, NOW)
    assert found is not None and found.roles == {Role.EDITOR} and found.covers("anything")
    (row,) = db.scalars(select(StaffSession))
    assert row.id == hash_of(secret) != secret
    assert current(db, secret + "x", NOW) is None


def test_a_session_ends_by_idleness_and_by_age(db: Session) -> None:
    add(db)
    secret, _ = logins.log_in(db, "lin", GOOD, NOW)
    later = NOW + timedelta(minutes=29)
    assert current(db, secret, later) is not None
    assert current(db, secret, later + timedelta(minutes=29)) is not None  # being here prolongs it
    assert current(db, secret, later + timedelta(minutes=60)) is None
    secret, _ = logins.log_in(db, "lin", GOOD, NOW)
    at = NOW
    for _ in range(24):
        at += timedelta(minutes=29)
        assert current(db, secret, at) is not None
    assert current(db, secret, at + timedelta(minutes=29)) is None  # twelve hours


def test_five_wrong_passwords_lock_the_account_for_a_while(db: Session) -> None:
    add(db)
    for n in range(5):
        with pytest.raises(LoginRefused, match="锁定" if n == 4 else "不对"):
            logins.log_in(db, "lin", "wrong", NOW)
    with pytest.raises(LoginRefused, match="锁定"):
        logins.log_in(db, "lin", GOOD, NOW + timedelta(minutes=14))
    assert logins.log_in(db, "lin", GOOD, NOW + timedelta(minutes=15))
    assert "staff.locked" in db.scalars(select(AuditLog.action)).all()


def test_a_right_password_forgets_the_wrong_ones(db: Session) -> None:
    add(db)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(LoginRefused):
                logins.log_in(db, "lin", "wrong", NOW)
        logins.log_in(db, "lin", GOOD, NOW)


def test_nobody_is_told_which_names_exist(db: Session) -> None:
    add(db)
    said = []
    for name in ("lin", "nobody"):
        with pytest.raises(LoginRefused) as caught:
            logins.log_in(db, name, "wrong-wrong", NOW)
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_a_disabled_account_and_its_sessions_are_out(db: Session) -> None:
    add(db)
    secret, _ = logins.log_in(db, "lin", GOOD, NOW)
    accounts.set_active(db, "lin", False, "staff:root", NOW)
    assert current(db, secret, NOW) is None
    with pytest.raises(LoginRefused):
        logins.log_in(db, "lin", GOOD, NOW)


def test_new_rights_end_old_sessions_and_nobody_grants_their_own(db: Session) -> None:
    add(db, "sec", "安全管理员")
    add(db, "lin")
    secret, _ = logins.log_in(db, "lin", GOOD, NOW)
    accounts.grant(db, "lin", ["编辑"], [], "staff:sec", NOW)
    assert current(db, secret, NOW) is None
    with pytest.raises(StaffError, match="自己的角色"):
        accounts.grant(db, "sec", ["编辑"], [], "staff:sec", NOW)
    with pytest.raises(StaffError, match="没有部门"):
        accounts.grant(db, "lin", ["编辑"], ["nowhere"], "staff:sec", NOW)


def test_changing_the_password_ends_every_session(db: Session) -> None:
    account = add(db, password=None)
    assert account.must_change
    one_time = accounts.reset_password(db, "lin", "staff:root", NOW)
    secret, _ = logins.log_in(db, "lin", one_time, NOW)
    for old, new, why in (
        (GOOD, GOOD + "!", "原密码"),
        (one_time, one_time, "一样"),
        (one_time, "short", "10"),
    ):
        with pytest.raises(StaffError, match=why):
            accounts.change_password(db, account, old, new, NOW)
    accounts.change_password(db, account, one_time, GOOD, NOW)
    assert not account.must_change
    assert current(db, secret, NOW) is None


def test_a_one_time_password_is_strong_enough_to_be_one() -> None:
    for _ in range(50):
        passwords.check_new(passwords.one_time_password(), "lin")


def test_codes_are_those_of_rfc_6238() -> None:
    secret = (
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the RFC's key; its codes have eight digits, ours the last six
    )
    for seconds, code in (
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (20000000000, "353130"),
    ):
        assert totp.code_at(secret, seconds // 30) == code


def test_the_second_step(db: Session) -> None:
    account = add(db)
    secret, _ = logins.log_in(db, "lin", GOOD, NOW)
    key = logins.begin_totp(db, hash_of(secret))
    step = int(NOW.timestamp()) // 30
    with pytest.raises(StaffError, match="不对"):
        logins.finish_totp(db, hash_of(secret), "000000", NOW)
    codes = logins.finish_totp(db, hash_of(secret), totp.code_at(key, step), NOW)
    assert len(set(codes)) == 8 and not set(codes) & set(account.recovery_hashes)

    half, stage = logins.log_in(db, "lin", GOOD, NOW)
    assert stage == TOTP
    with pytest.raises(LoginRefused):  # the code that set it up is used
        logins.confirm(db, hash_of(half), totp.code_at(key, step), NOW)
    whole = logins.confirm(db, hash_of(half), totp.code_at(key, step + 1), NOW)
    assert current(db, half, NOW) is None  # another id: the half session is worth nothing
    found = current(db, whole, NOW)
    assert found is not None and found.stage == FULL

    again, _ = logins.log_in(db, "lin", GOOD, NOW)
    assert logins.confirm(db, hash_of(again), codes[0].upper(), NOW)
    once_more, _ = logins.log_in(db, "lin", GOOD, NOW)
    with pytest.raises(LoginRefused):  # a recovery code works once
        logins.confirm(db, hash_of(once_more), codes[0], NOW)


def test_guessing_codes_locks_the_account(db: Session) -> None:
    add(db)
    secret, _ = logins.log_in(db, "lin", GOOD, NOW)
    key = logins.begin_totp(db, hash_of(secret))
    logins.finish_totp(db, hash_of(secret), totp.code_at(key, int(NOW.timestamp()) // 30), NOW)
    half, _ = logins.log_in(db, "lin", GOOD, NOW)
    for _ in range(5):
        with pytest.raises(LoginRefused):
            logins.confirm(db, hash_of(half), "123456", NOW)
    with pytest.raises(LoginRefused, match="锁定"):
        logins.confirm(db, hash_of(half), totp.code_at(key, int(NOW.timestamp()) // 30 + 1), NOW)
