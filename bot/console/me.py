"""One's own account: password, 动态口令."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from bot.console.access import Form, LoginNeeded, Staff, Whoever, deed, go
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.models import StaffAccount
from bot.db.session import Session, read_session, write_session
from bot.services.staff import accounts, logins, totp
from bot.services.staff.errors import StaffError
from bot.services.staff.sessions import FULL, leave_word, open_session
from bot.settings import get_settings

router = APIRouter(prefix="/me")


@router.get("")
def mine(me: Staff) -> Response:
    with read_session() as session:
        account = session.get(StaffAccount, me.account_id)
        secret = logins.pending_secret(session, me.session_id)
    issuer = f"{get_settings().city}政问"
    address = totp.address_of(secret, me.username, issuer) if secret else ""
    return page(me, "me.html", account=account, secret=secret or "", address=address, codes=[])


@router.get("/password")
def ask_password(found: Whoever) -> Response:
    if found.stage != FULL:
        raise LoginNeeded("/staff/login/code")
    return page(
        None, "password.html", csrf=found.csrf, username=found.username, forced=found.must_change, words=""
    )


@router.post("/password")
def change_password(found: Whoever, form: Form) -> Response:
    if found.stage != FULL:
        raise LoginNeeded("/staff/login/code")
    old, new, again = form.raw("old"), form.raw("new"), form.raw("again")
    try:
        if new != again:
            raise StaffError("两次输入的新密码不一样。")
        with write_session(durable=True) as session:
            account = session.get(StaffAccount, found.account_id)
            accounts.change_password(session, account, old, new, utc_now())
            secret = open_session(
                session, account, FULL, utc_now()
            )  # a new id: whoever knew the old one is out
    except StaffError as error:
        values = {
            "csrf": found.csrf,
            "username": found.username,
            "forced": found.must_change,
            "words": str(error),
        }
        return page(None, "password.html", 400, **values)
    return go("/staff/", secret)


@router.post("/totp")
def begin_totp(me: Staff, form: Form) -> Response:
    with write_session() as session:
        logins.begin_totp(session, me.session_id)
    return go("/staff/me#totp")


@router.post("/totp/confirm")
def finish_totp(me: Staff, form: Form) -> Response:
    try:
        with write_session(durable=True) as session:
            codes = logins.finish_totp(session, me.session_id, form.text("code"), utc_now())
            account = session.get(StaffAccount, me.account_id)
    except StaffError as error:
        with write_session() as session:
            leave_word(session, me.session_id, f"!{error}")
        return go("/staff/me#totp")
    return page(me, "me.html", account=account, secret="", address="", codes=codes)


@router.post("/totp/remove")
def remove_totp(me: Staff, form: Form) -> Response:
    def do(session: Session) -> str:
        logins.remove_totp(session, session.get(StaffAccount, me.account_id), form.raw("password"), utc_now())
        return "动态口令已停用。"

    return deed(me, "/staff/me#totp", do)
