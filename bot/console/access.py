"""Who is asking, what they may, and whether a form came from our own page."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.staff.errors import NotAllowed, StaffError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import FULL, Current, current, leave_word, note
from bot.settings import get_settings

COOKIE = "zw_staff"
HOME = "/staff/"
_FIELDS = 2_000


class LoginNeeded(Exception):
    """Nobody is logged in, or not far enough; `to` is where to go first."""

    def __init__(self, to: str = "/staff/login") -> None:
        super().__init__(to)
        self.to = to


class Posted:
    """The fields of a form of ours."""

    def __init__(self, form: FormData) -> None:
        self._form = form

    def text(self, name: str) -> str:
        """Without the blanks around it; empty when it is missing. Line ends as the database keeps them, and no NUL."""
        value = self._form.get(name, "")
        return value.replace("\r\n", "\n").replace("\x00", "").strip() if isinstance(value, str) else ""

    def raw(self, name: str) -> str:
        """As it was typed: of a password."""
        value = self._form.get(name, "")
        return value if isinstance(value, str) else ""

    def all(self, name: str) -> list[str]:
        return [value.replace("\x00", "") for value in self._form.getlist(name) if isinstance(value, str)]

    def number(self, name: str) -> int:
        """Raises StaffError."""
        text = self.text(name)
        if not text.isascii() or not text.isdecimal() or len(text) > 9:
            raise StaffError("页面已过时，请刷新后再试。")
        return int(text)

    def file(self, name: str) -> UploadFile | None:
        value = self._form.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None


def _whoever(request: Request) -> Current:
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        raise LoginNeeded
    with read_session() as session:
        found = current(session, secret, utc_now())
    if found is None:
        raise LoginNeeded
    # A page that asks by itself is nobody who works: an unattended desk is logged out like any other.
    if not found.is_noted and "x-live" not in request.headers:
        with write_session() as session:
            note(session, found.session_id, utc_now())
    return found


def _staff(found: Annotated[Current, Depends(_whoever)]) -> Current:
    if found.stage != FULL:
        raise LoginNeeded("/staff/login/code")
    if found.must_change:
        raise LoginNeeded("/staff/me/password")
    return found


async def _form(request: Request) -> FormData:
    return await request.form(max_fields=_FIELDS, max_files=1)


def check_token(form: FormData, found: Current) -> Posted:
    """Raises NotAllowed for a form that is not from a page of this very session."""
    token = form.get("csrf", "")
    if not isinstance(token, str) or not hmac.compare_digest(token.encode(), found.csrf.encode()):
        raise NotAllowed("页面已过期，请返回刷新后再提交。")
    return Posted(form)


def _posted(
    form: Annotated[FormData, Depends(_form)], found: Annotated[Current, Depends(_whoever)]
) -> Posted:
    return check_token(form, found)


Anybody = Annotated[FormData, Depends(_form)]
Whoever = Annotated[Current, Depends(_whoever)]
Staff = Annotated[Current, Depends(_staff)]
Form = Annotated[Posted, Depends(_posted)]


def having(*roles: Role) -> Any:
    """A dependency: logged in, with one of these roles."""

    def check(found: Staff) -> Current:
        if not found.has(*roles):
            raise NotAllowed
        return found

    return Depends(check)


def go(to: str, secret: str | None = None) -> Response:
    """Elsewhere, by GET; with `secret`, logged in."""
    answer = RedirectResponse(to, status_code=303)
    if secret is not None:
        answer.set_cookie(
            COOKIE,
            secret,
            path="/staff",
            httponly=True,
            samesite="lax",
            secure=get_settings().mode == "production" or get_settings().public_url.startswith("https://"),
        )
    return answer


def forget(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path="/staff", httponly=True, samesite="lax")
    return answer


def deed(found: Current, to: str, do: Callable[[Any], str], *refusals: type[Exception]) -> Response:
    """`do` in a transaction; what it says, or why it refused, stands on the page after."""
    expected: tuple[type[Exception], ...] = (StaffError, *refusals)
    words, good = "", True
    try:
        with write_session(durable=True) as session:
            words = do(session)
    except NotAllowed:
        raise
    except expected as error:
        words, good = str(error), False
    with write_session() as session:
        leave_word(session, found.session_id, words if good else f"!{words}")
    return go(to)
