"""Writing one entry: saved by itself, never over somebody else, with help beside it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.access import Form, Posted, deed
from bot.console.drafts import give_up
from bot.console.faq import advice
from bot.console.faq.desk import Editor, Reader, departments
from bot.console.faq.fields import body_from, must_cover
from bot.console.faq.preview import previews
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.models import ServiceItem
from bot.db.session import read_session, write_session
from bot.nlu.knowledge import knowledge_base
from bot.services.drafts.errors import Conflict, WorkError
from bot.services.faq import emergency, listing, work
from bot.services.faq.diff import changes
from bot.services.faq.release import ReleaseError
from bot.services.staff.errors import StaffError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/faq")


@router.get("/{name}")
def one(name: str, me: Reader) -> Response:
    with read_session() as session:
        found = _desk(session, name)
        must_cover(me, found.body["department"])
        values = {
            "departments": departments(session, me),
            "categories": listing.categories(session),
            "items": session.execute(
                select(ServiceItem.code, ServiceItem.name)
                .where(ServiceItem.origin == "city", ServiceItem.task_state != "3")
                .order_by(ServiceItem.name)
            ).all(),
            "advice": advice.advise(session, found.body, knowledge_base.current()),
        }
    return page(
        me,
        "faq/edit.html",
        desk=found,
        body=found.body,
        previews=previews(found.body),
        changed=changes(found.published, found.body) if found.state and found.published else [],
        may_write=me.has(Role.EDITOR),
        **values,
    )


@router.post("/{name}/save")
def save(request: Request, name: str, form: Form, me: Editor) -> Response:
    """By a script while somebody writes (a part of the page comes back), or by the button."""
    part = bool(request.headers.get("x-part"))
    body, now = body_from(name, form), utc_now()
    try:
        with write_session(durable=True) as session:
            _cover(session, me, name, body)
            version = work.save(session, name, body, form.number("version"), me.actor, now)
    except Conflict as conflict:
        found = changes(conflict.theirs, body)
        template = "drafts/_conflict.html" if part else "faq/conflict.html"
        to = f"/staff/faq/{name}"
        return page(me, template, 409, name=name, conflict=conflict, changed=found, mine=body, to=to)
    except WorkError as error:
        raise StaffError(str(error)) from None
    if part:
        return page(me, "drafts/_saved.html", version=version, at=now)
    return deed(me, f"/staff/faq/{name}", lambda _: "已保存。")


@router.post("/{name}/help")
def help_(name: str, form: Form, me: Reader) -> Response:
    """What there is to say about the words as they are typed; nothing is saved."""
    body = body_from(name, form)
    with read_session() as session:
        found = advice.advise(session, body, knowledge_base.current())
    return page(me, "faq/_advice.html", advice=found, previews=previews(body), name=name)


@router.post("/{name}/suggest")
def suggest(name: str, form: Form, me: Reader) -> Response:
    with read_session() as session:
        spoken, said = advice.suggestions(session, body_from(name, form))
    return page(me, "faq/_suggest.html", spoken=spoken, said=said)


@router.post("/{name}/submit")
def submit(name: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        version = _saved(session, me, name, form)
        work.submit(session, name, version, me.actor, form.text("words"), utc_now())
        return "已提交，等另一位同事审核。"

    return _kept(me, name, form, do)


@router.post("/{name}/emergency")
def publish_now(name: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        version = _saved(session, me, name, form)
        number = emergency.publish_now(session, name, version, me.actor, form.text("reason"), utc_now())
        return f"已紧急发布（第 {number} 号版本），几秒内生效；请另一位同事事后审核。"

    return _kept(me, name, form, do)


@router.post("/{name}/offline")
def withdraw_now(name: str, form: Form, me: Reader) -> Response:
    def do(session: Session) -> str:
        must_cover(me, work.desk(session, name).body["department"])
        number = emergency.withdraw_now(session, name, me.actor, form.text("reason"), utc_now())
        return f"已紧急下线（第 {number} 号版本），几秒内生效；请另一位同事事后审核。"

    return deed(me, f"/staff/faq/{name}", do, WorkError, ReleaseError)


@router.post("/{name}/withdraw")
def withdraw(name: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        must_cover(me, work.desk(session, name).body["department"])
        work.ask_to_withdraw(session, name, me.actor, form.text("reason"), utc_now())
        return "已申请撤下，等另一位同事审核。"

    return deed(me, f"/staff/faq/{name}", do, WorkError)


@router.post("/{name}/discard")
def discard(name: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> bool:
        found = work.desk(session, name)
        must_cover(me, found.body["department"])
        work.discard(session, name, form.number("version"), me.actor, utc_now())
        return found.published is not None

    return give_up(me, f"/staff/faq/{name}", do)


@router.post("/{name}/rebase")
def rebase(name: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        must_cover(me, work.desk(session, name).body["department"])
        work.rebase(session, name, form.number("version"), me.actor, utc_now())
        return "已按新版本核对。"

    return deed(me, f"/staff/faq/{name}", do, WorkError)


def _saved(session: Session, me: Current, name: str, form: Posted) -> int:
    """What stands in the form is saved before anything is done with it."""
    body = body_from(name, form)
    _cover(session, me, name, body)
    return work.save(session, name, body, form.number("version"), me.actor, utc_now())


def _kept(me: Current, name: str, form: Posted, do: Any) -> Response:
    """As `deed`; when it is refused, what was typed is saved all the same."""
    try:
        with write_session(durable=True) as session:
            words = do(session)
    except Conflict as conflict:
        body = body_from(name, form)
        return page(
            me,
            "faq/conflict.html",
            409,
            name=name,
            conflict=conflict,
            changed=changes(conflict.theirs, body),
            mine=body,
        )
    except (WorkError, ReleaseError) as error:
        why = str(error)
        with write_session(durable=True) as session:
            _saved(session, me, name, form)

        def refuse(_: Session) -> str:
            raise WorkError(why)

        return deed(me, f"/staff/faq/{name}", refuse, WorkError)
    return deed(me, f"/staff/faq/{name}", lambda _: words)


def _cover(session: Session, me: Current, name: str, body: dict[str, Any]) -> None:
    must_cover(me, body["department"], _desk(session, name).body["department"])


def _desk(session: Session, name: str) -> work.Desk:
    try:
        return work.desk(session, name)
    except WorkError as error:
        raise StaffError(str(error)) from None
