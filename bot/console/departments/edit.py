"""Writing a department and its windows: saved by itself, never over somebody else, checked beside each field."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, Posted, deed, go
from bot.console.catalogue import fields
from bot.console.catalogue.desk import Editor, Reader
from bot.console.departments.desk import HERE, found
from bot.console.drafts import give_up
from bot.console.faq.desk import departments
from bot.console.faq.fields import must_cover
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.departments import work
from bot.services.departments.check import check, hints
from bot.services.departments.desk import Desk
from bot.services.departments.diff import changes
from bot.services.departments.impact import displaced
from bot.services.departments.standing import standing
from bot.services.drafts.course import LABELS, Body
from bot.services.drafts.errors import Conflict, WorkError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/departments")
# Where staff settle what still stands on a department, by services/departments/standing.py.
PLACES = {
    "items": "/staff/catalogue?department={code}",
    "faq": "/staff/faq?department={code}",
    "cases": "/staff/cases",
    "bookings": "/staff/bookings",
    "orders": "/staff/orders?department={code}",
    "rectifications": "/staff/rectifications",
    "messages": "/staff/desk/letters",
    "desk": "/staff/desk",
    "accounts": "/staff/accounts",
}


@router.get("/{code}")
def one(code: str, me: Reader, at: str = "", did: str = "") -> Response:
    with read_session() as session:
        return _page(session, me, found(session, me, code), at, did)


@router.post("/{code}/save")
def save(request: Request, code: str, form: Form, me: Editor) -> Response:
    """By a script while somebody writes (a part of the page comes back), by a button, or by one that moves a row."""
    is_part, (content, focus), now = bool(request.headers.get("x-part")), _typed(form), utc_now()
    try:
        version = _saved(me, code, content, form)
    except Conflict as conflict:
        return _conflict(me, code, content, conflict, is_part)
    if is_part:
        return page(me, "drafts/_saved.html", version=version, at=now)
    to = f"{HERE}/{code}"
    return go(f"{to}?{urlencode(focus)}") if focus else deed(me, to, lambda _: "已保存。")


@router.post("/{code}/help")
def help_(code: str, form: Form, me: Reader) -> Response:
    """What is wrong with the words as they are typed; nothing is saved."""
    content, _ = _typed(form)
    with read_session() as session:
        found(session, me, code)
        values = advice(session, code, content)
    return page(me, "departments/_advice.html", **values)


@router.post("/{code}/submit")
def submit(code: str, form: Form, me: Editor) -> Response:
    content, _ = _typed(form)
    try:
        version = _saved(me, code, content, form)
    except Conflict as conflict:
        return _conflict(me, code, content, conflict, False)

    def do(session: Session) -> str:
        work.submit(session, code, version, me.actor, form.text("words"), utc_now())
        return "已提交，等另一位同事审核；通过后马上生效。"

    return deed(me, f"{HERE}/{code}", do, WorkError)


@router.post("/{code}/discard")
def discard(code: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> bool:
        at = found(session, me, code)
        work.discard(session, code, form.number("version"), me.actor, utc_now())
        return at.live is not None or at.is_withdrawn

    return give_up(me, f"{HERE}/{code}", do)


@router.post("/{code}/withdraw")
def withdraw(code: str, form: Form, me: Editor) -> Response:
    successor = form.text("successor")
    must_cover(me, successor)

    def do(session: Session) -> str:
        found(session, me, code)
        work.ask_to_withdraw(session, code, me.actor, form.text("reason"), utc_now(), successor)
        return "已申请撤销，等另一位同事审核。"

    return deed(me, f"{HERE}/{code}", do, WorkError)


@router.post("/{code}/rebase")
def rebase(code: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        found(session, me, code)
        work.rebase(session, code, form.number("version"), me.actor, utc_now())
        return "已按新内容核对。"

    return deed(me, f"{HERE}/{code}", do, WorkError)


def _typed(form: Posted) -> tuple[Body, dict[str, str]]:
    content, focus = fields.typed("place", form)
    assert content is not None  # a department is always there
    return content, focus


def _saved(me: Current, code: str, content: Body, form: Posted) -> int:
    with write_session(durable=True) as session:
        found(session, me, code)
        return work.save(session, code, content, form.number("version"), me.actor, utc_now())


def _conflict(me: Current, code: str, mine: Body, conflict: Conflict, is_part: bool) -> Response:
    changed = changes(conflict.theirs, mine)
    if is_part:
        to = f"{HERE}/{code}"
        return page(me, "drafts/_conflict.html", 409, conflict=conflict, changed=changed, to=to)
    with read_session() as session:
        return _page(session, me, found(session, me, code), mine=mine, conflict=conflict, changed=changed)


def advice(session: Session, code: str, body: Body) -> dict[str, Any]:
    """What is wrong, what should be looked at, and whose booked times it would take away."""
    errors = fields.by_path(check(session, code, body))
    affected = displaced(session, code, body, utc_now())
    return {"errors": errors, "hints": hints(body), "affected": affected, "label_of": fields.label_of}


def _page(
    session: Session,
    me: Current,
    at: Desk,
    focus: str = "",
    did: str = "",
    mine: Body | None = None,
    conflict: Conflict | None = None,
    changed: Any = None,
) -> Response:
    """`mine`: what somebody typed that could not be saved; it stands in the form."""
    body = mine or at.body
    may_withdraw = me.has(Role.EDITOR) and at.live and not at.state
    if changed is None:
        changed = changes(at.live, at.body) if at.state and at.live else []
    return page(
        me,
        "departments/edit.html",
        409 if mine else 200,
        desk=at,
        body=body,
        sections=fields.SECTIONS["place"],
        value_at=fields.value_at,
        as_typed=fields.as_typed,
        row_title=fields.row_title,
        labels=LABELS,
        may_write=me.has(Role.EDITOR),
        focus=focus,
        did=did,
        conflict=conflict,
        changed=changed,
        left=standing(session, at.code) if may_withdraw else [],
        heir=departments(session, withdrawn_too=True).get(at.successor, ""),
        heirs=_heirs(session, me, at.code) if may_withdraw else {},
        places=PLACES,
        **advice(session, at.code, body),
    )


def _heirs(session: Session, me: Current, code: str) -> dict[str, str]:
    """Code → name of who may take over: this person answers for both."""
    return {each: name for each, name in departments(session, me).items() if each != code}
