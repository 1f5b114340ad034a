"""One chat: what was said, what is being typed, and the words an agent sends."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.desk.shared import Agent, Chat, here, ways
from bot.console.pages import page
from bot.console.work.shared import short_names
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.catalogue.cache import items
from bot.services.channels import channel_name
from bot.services.handover import canned, duty, holding, lines, listing, transcript, typing
from bot.services.handover.lines import Line
from bot.services.handover.states import REASONS, State
from bot.services.identity.mask import mask_text
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/desk")
EVENTS = {
    "ask": "市民转人工",
    "claim": "接待",
    "transfer": "转接",
    "requeue": "坐席离线，重新排队",
    "offer": "发送办理入口",
    "show": "市民同意看之前的对话",
    "hide": "市民不同意看之前的对话",
    "end": "市民结束",
    "service": "市民开始办理",
    "hand_back": "转回助手",
    "close": "结束",
    "give_up": "没有接通",
    "idle": "长时间没有说话",
    "write": "市民开始留言",
    "leave": "市民留言",
    "cancel": "市民取消",
    "answer": "回复留言",
}


@router.get("/{chat}")
def one(chat: Chat, me: Agent) -> Response:
    now = here(me)
    with read_session() as session:
        row = holding.find(session, chat, me.departments)
        names = short_names(session)
        groups = {
            code for each in duty.on_duty(session, now) if each.actor != me.actor for code in each.departments
        }
        values = {
            **_live(session, row, me, 0, now),
            "before": transcript.of(session, row) if _is_mine(row, me) else [],
            "shows": row.shows_transcript,
            "canned": canned.listed(session),
            "events": listing.history(session, chat),
            "groups": {code: names.get(code, code) for code in sorted(groups)},
            "others_here": any(each.actor != me.actor for each in duty.on_duty(session, now)),
            "names": names,
        }
    return page(
        me,
        "desk/chat.html",
        **values,
        channel=channel_name,
        services=items.with_form(),
        key=secrets.token_hex(16),
        reasons=REASONS,
        event_words=EVENTS,
    )


@router.get("/{chat}/live")
def live(chat: Chat, me: Agent, after: int = 0) -> Response:
    """What was said after line `after`, what is being typed, and how it stands."""
    now = here(me)
    with read_session() as session:
        row = holding.find(session, chat, me.departments)
        values = _live(session, row, me, max(0, min(after, 1_000_000)), now)
    return page(me, "desk/_live.html", **values)


@router.post("/{chat}/say")
def say(chat: Chat, request: Request, me: Agent, form: Form) -> Response:
    """A script gets 204, or the page of what is wrong; a plain form goes back to the chat."""
    key = form.text("key")[:40]

    def do(session: Session) -> str:
        holding.speak(
            session, ways(), chat, me.actor, form.text("text"), utc_now(), f"a.{key}" if key else None
        )
        return ""

    if request.headers.get("x-part"):
        with write_session(durable=True) as session:
            do(session)
        return Response(status_code=204)
    return deed(me, f"/staff/desk/{chat}#say", do)


@router.post("/{chat}/typing")
def note_typing(chat: Chat, me: Agent, form: Form) -> Response:
    with write_session() as session:
        typing.note_agent(session, chat, me.actor, utc_now())
    return Response(status_code=204)


@router.post("/{chat}/reveal")
def reveal(chat: Chat, me: Agent, form: Form) -> Response:
    def do(session: Session) -> str:
        holding.reveal(session, chat, me.actor, utc_now())
        return "已显示完整内容，并记入审计日志。"

    return deed(me, f"/staff/desk/{chat}", do)


def _is_mine(row: Any, me: Current) -> bool:
    return bool(row.agent == me.actor)


def _live(session: Session, row: Any, me: Current, after: int, now: datetime) -> dict[str, Any]:
    """Whoever does not hold it sees only that it waits, and the newest words of who waits."""
    state = State(row.state)
    may_read = _is_mine(row, me) or state is State.WAITING
    said = lines.after(session, row.id, after) if may_read else []
    in_full = row.revealed_to == me.actor
    return {
        "chat": row,
        "state": state,
        "mine": _is_mine(row, me),
        "lines": [(line, _shown(line, in_full)) for line in said],
        "last": said[-1].sequence if said else after,
        "typing": typing.preview(row, now) if _is_mine(row, me) and state is State.HELD else "",
        "in_full": in_full,
    }


def _shown(line: Line, in_full: bool) -> str:
    return line.text if in_full or line.who != "citizen" else mask_text(line.text)
