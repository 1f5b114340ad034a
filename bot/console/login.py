"""Logging in and out."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from bot.console.access import HOME, Anybody, Form, Posted, Whoever, forget, go
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.staff import logins
from bot.services.staff.errors import LoginRefused, StaffError
from bot.services.staff.sessions import FULL

router = APIRouter()


@router.get("/login")
def ask(next: str = "", late: str = "") -> Response:
    words = "登录已过期，刚才提交的没有保存。请登录后再提交一次。" if late else ""
    return page(None, "login.html", next=_inside(next), username="", words=words)


@router.post("/login")
def log_in(form: Anybody) -> Response:
    posted = Posted(form)
    username, wanted = posted.text("username"), _inside(posted.text("next"))
    words, secret, stage = "", "", ""
    try:
        with read_session() as session:
            tried = logins.look(session, username, posted.raw("password"))
        secret, stage, words = _enter(tried)
    except LoginRefused as error:
        words = str(error)
    if words:
        return page(None, "login.html", 401, next=wanted, username=username, words=words)
    return go(wanted if stage == FULL else "/staff/login/code", secret)


def _enter(tried: logins.Attempt) -> tuple[str, str, str]:
    """(secret, stage, why not): a wrong try is counted, so that the transaction commits all the same."""
    with write_session(durable=True) as session:
        try:
            return (*logins.log_in(session, tried, utc_now()), "")
        except LoginRefused as error:
            return "", "", str(error)


@router.get("/login/code")
def ask_code(found: Whoever) -> Response:
    return go(HOME) if found.stage == FULL else page(None, "code.html", csrf=found.csrf, words="")


@router.post("/login/code")
def confirm(found: Whoever, form: Form) -> Response:
    words, secret = "", ""
    with write_session(durable=True) as session:
        try:
            secret = logins.confirm(session, found.session_id, form.text("code"), utc_now())
        except StaffError as error:
            words = str(error)
    if words:
        return page(None, "code.html", 401, csrf=found.csrf, words=words)
    return go(HOME, secret)


@router.post("/logout")
def log_out(found: Whoever, form: Form) -> Response:
    with write_session(durable=True) as session:
        logins.log_out(session, found.session_id, found.username, utc_now())
    return forget(go("/staff/login"))


def _inside(path: str) -> str:
    """A page of the console, whatever was asked for: `//elsewhere` and `/staff/../` lead nowhere."""
    safe = path.startswith("/staff/") and ".." not in path and "\\" not in path
    return path if safe else HOME
