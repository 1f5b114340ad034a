"""留言: left while nobody was there; answered once, where the citizen was last seen."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.desk.shared import Agent, Chat, here, ways
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.channels import channel_name
from bot.services.handover import canned, holding, leaving, lines, listing
from bot.services.handover.states import State
from bot.services.identity.mask import mask_text
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/desk/letters")


@router.get("")
def inbox(me: Agent, done: int = 0) -> Response:
    now = here(me)
    states = [State.ANSWERED] if done else [State.LEFT]
    with read_session() as session:
        rows = listing.listed(session, states, me.departments, now)
        found = [(row, _said(session, row.id, me)) for row in rows]
        values: dict[str, Any] = {"canned": canned.listed(session)}
    return page(me, "desk/letters.html", rows=found, done=bool(done), channel=channel_name, **values)


@router.post("/{chat}/answer")
def answer(chat: Chat, me: Agent, form: Form) -> Response:
    def do(session: Session) -> str:
        holding.find(session, chat, me.departments)
        leaving.answer(session, ways(), chat, me.actor, me.account_id, form.text("text"), utc_now())
        return "回复已发给市民。"

    return deed(me, "/staff/desk/letters", do)


@router.post("/{chat}/reveal")
def reveal(chat: Chat, me: Agent, form: Form) -> Response:
    def do(session: Session) -> str:
        holding.find(session, chat, me.departments)
        leaving.reveal(session, chat, me.actor, utc_now())
        return "已显示完整内容，并记入审计日志。"

    return deed(me, f"/staff/desk/letters#l{chat}", do)


def _said(session: Session, chat: int, me: Current) -> list[tuple[str, str]]:
    """(who, words); unmasked for who asked for it."""
    row = holding.find(session, chat, me.departments)
    in_full = row.revealed_to == me.actor
    return [
        (line.who, line.text if in_full or line.who != "citizen" else mask_text(line.text))
        for line in lines.after(session, chat, 0)
        if line.who != "house"
    ]
