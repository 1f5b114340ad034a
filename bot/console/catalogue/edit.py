"""Writing an item and building its form: saved by itself, never over somebody else, checked beside each field."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, Posted, deed, go
from bot.console.catalogue import fields
from bot.console.catalogue.desk import HERE, Editor, Reader, found
from bot.console.drafts import give_up
from bot.console.faq.desk import departments
from bot.console.faq.fields import must_cover
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.drafts.course import Body
from bot.services.drafts.errors import Conflict, WorkError
from bot.services.editing import work
from bot.services.editing.check import check
from bot.services.editing.desk import Desk
from bot.services.editing.diff import changes
from bot.services.staff.errors import StaffError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/catalogue")


@router.get("/{code}")
def item(code: str, me: Reader, at: str = "", did: str = "") -> Response:
    with read_session() as session:
        return _page(session, me, "item", found(session, me, code), at, did)


@router.get("/{code}/form")
def form_(code: str, me: Reader, at: str = "", did: str = "") -> Response:
    with read_session() as session:
        return _page(session, me, "form", found(session, me, code), at, did)


@router.post("/{code}/{part}/save")
def save(request: Request, code: str, part: str, form: Form, me: Editor) -> Response:
    """By a script while somebody writes (a part of the page comes back), by a button, or by one that moves a row."""
    is_part = bool(request.headers.get("x-part"))
    (content, focus), now = _typed(part, form), utc_now()
    try:
        with write_session(durable=True) as session:
            found(session, me, code)
            version = work.save(session, code, part, content, form.number("version"), me.actor, now)
    except Conflict as conflict:
        return _conflict(me, code, part, content, conflict, is_part)
    if is_part:
        return page(me, "drafts/_saved.html", version=version, at=now)
    to = _address(code, part)
    return go(f"{to}?{urlencode(focus)}") if focus else deed(me, to, lambda _: "已保存。")


@router.post("/{code}/{part}/help")
def help_(code: str, part: str, form: Form, me: Reader) -> Response:
    """What is wrong with the words as they are typed; nothing is saved."""
    content, _ = _typed(part, form)
    with read_session() as session:
        at = found(session, me, code)
        findings = check(session, code, {**at.body, part: content})
    return page(
        me, "catalogue/_advice.html", errors=fields.by_path(findings), label_of=fields.label_of, code=code
    )


@router.post("/{code}/{part}/submit")
def submit(code: str, part: str, form: Form, me: Editor) -> Response:
    (content, _), now = _typed(part, form), utc_now()
    to = _address(code, part)
    try:
        with write_session(durable=True) as session:
            found(session, me, code)
            version = work.save(session, code, part, content, form.number("version"), me.actor, now)
    except Conflict as conflict:
        return _conflict(me, code, part, content, conflict, False)

    def do(session: Session) -> str:
        work.submit(session, code, version, me.actor, form.text("words"), now)
        return "已提交，等另一位同事审核；通过后马上生效。"

    return deed(me, to, do, WorkError)


@router.post("/{code}/discard")
def discard(code: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> bool:
        at = found(session, me, code)
        work.discard(session, code, form.number("version"), me.actor, utc_now())
        return at.live is not None or at.is_withdrawn

    return give_up(me, f"{HERE}/{code}", do)


@router.post("/{code}/withdraw")
def withdraw(code: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        found(session, me, code)
        work.ask_to_withdraw(session, code, me.actor, form.text("reason"), utc_now())
        return "已申请取消，等另一位同事审核。"

    return deed(me, f"{HERE}/{code}", do, WorkError)


@router.post("/{code}/move")
def move(code: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        found(session, me, code)
        department = form.text("department")
        must_cover(me, department)
        work.move(session, code, department, form.number("version"), me.actor, utc_now())
        return "已写进草稿：提交审核、通过以后，这个事项就归新的部门。"

    return deed(me, f"{HERE}/{code}", do, WorkError)


@router.post("/{code}/rebase")
def rebase(code: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        found(session, me, code)
        work.rebase(session, code, form.number("version"), me.actor, utc_now())
        return "已按新内容核对。"

    return deed(me, f"{HERE}/{code}", do, WorkError)


def _typed(part: str, form: Posted) -> tuple[dict[str, Any] | None, dict[str, str]]:
    if part not in ("item", "form"):
        raise StaffError("没有这个页面，可能已被移动。")
    return fields.typed(part, form)


def _address(code: str, part: str) -> str:
    return f"{HERE}/{code}" + ("/form" if part == "form" else "")


def _conflict(
    me: Current, code: str, part: str, content: dict[str, Any] | None, conflict: Conflict, is_part: bool
) -> Response:
    mine: Body = {**conflict.theirs, part: content}
    changed = changes(conflict.theirs, mine)
    if is_part:
        return page(
            me, "drafts/_conflict.html", 409, conflict=conflict, changed=changed, to=_address(code, part)
        )
    with read_session() as session:
        at = found(session, me, code)
        return _page(session, me, part, at, mine=mine, conflict=conflict, changed=changed)


def _page(
    session: Session,
    me: Current,
    part: str,
    at: Desk,
    focus: str = "",
    did: str = "",
    mine: Body | None = None,
    **more: Any,
) -> Response:
    """`mine`: what somebody typed that could not be saved; it stands in the form."""
    body = mine or at.body
    errors = fields.by_path(check(session, at.code, body)) if at.state or mine else {}
    values: dict[str, Any] = {
        "conflict": None,
        "changed": changes(at.live, at.body) if at.state and at.live else [],
        **more,
    }
    return page(
        me,
        "catalogue/edit.html",
        409 if mine else 200,
        desk=at,
        body=body,
        part=part,
        sections=fields.SECTIONS[part],
        errors=errors,
        questions=fields.questions(body),
        lists=fields.lists(session, at.code, body),
        departments=departments(session, me),
        value_at=fields.value_at,
        as_typed=fields.as_typed,
        label_of=fields.label_of,
        row_title=fields.row_title,
        may_write=me.has(Role.EDITOR),
        focus=focus,
        did=did,
        code=at.code,
        **values,
    )
