"""常用语, and what citizens read while nobody is there: written by agents."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.desk.shared import Agent, Chat, here
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.handover import canned, hours, words

router = APIRouter(prefix="/desk/canned")


@router.get("")
def listed(me: Agent) -> Response:
    here(me)
    with read_session() as session:
        rows, absent = canned.listed(session), canned.absent(session)
        default = words.missed("nobody", hours.words(session))
    return page(me, "desk/canned.html", rows=rows, absent=absent, default=default, longest=canned.LONGEST)


@router.post("/save")
def save(me: Agent, form: Form) -> Response:
    def do(session: Session) -> str:
        number = form.number("id") if form.text("id") else None
        canned.save(session, number, form.text("title"), form.text("body"), me.actor, utc_now())
        return "已保存。"

    return deed(me, "/staff/desk/canned", do)


@router.post("/absent")
def absent(me: Agent, form: Form) -> Response:
    def do(session: Session) -> str:
        canned.set_absent(session, form.text("body"), me.actor, utc_now())
        return "已保存，无人在岗时市民会看到。" if form.text("body") else "已恢复成系统的话。"

    return deed(me, "/staff/desk/canned", do)


@router.post("/{number}/remove")
def remove(number: Chat, me: Agent, form: Form) -> Response:
    return deed(
        me,
        "/staff/desk/canned",
        lambda session: f"已删除“{canned.remove(session, number, me.actor, utc_now())}”。",
    )
