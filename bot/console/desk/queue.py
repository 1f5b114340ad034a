"""坐席工作台: who waits and since when, one's own chats, and whether one takes any."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.desk.shared import Agent, Chat, here, span, ways
from bot.console.pages import page
from bot.console.work.shared import short_names
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.channels import channel_name
from bot.services.handover import duty, holding, hours, listing
from bot.services.handover.states import State
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/desk")


@router.get("")
def queue(me: Agent) -> Response:
    return page(me, "desk/queue.html", **_values(me))


@router.get("/queue")
def part(me: Agent) -> Response:
    """The lists alone, as they are now."""
    return page(me, "desk/_queue.html", **_values(me))


@router.post("/duty")
def set_duty(me: Agent, form: Form) -> Response:
    def do(session: Session) -> str:
        now = utc_now()
        if form.text("on") == "1":
            duty.start(session, me.actor, me.departments, now)
            late = "" if hours.is_open(session, now) else "现在不是服务时间，按加班接待。"
            return f"已上岗，市民转人工会排到这里。{late}"
        duty.stop(session, me.actor, now)
        return "已暂离，不再有新的市民转来；正在接待的请接待完或转回。"

    return deed(me, "/staff/desk", do)


@router.post("/{chat}/claim")
def claim(chat: Chat, me: Agent, form: Form) -> Response:
    taken: list[bool] = []

    def do(session: Session) -> str:
        holding.claim(session, ways(), chat, me.actor, me.account_id, me.departments, utc_now())
        taken.append(True)
        return ""

    answer = deed(me, "/staff/desk", do)
    if taken:
        answer.headers["location"] = f"/staff/desk/{chat}"
    return answer


def _values(me: Current) -> dict[str, Any]:
    now = here(me)
    with read_session() as session:
        rows = listing.listed(session, [State.WAITING, State.HELD], me.departments, now)
        return {
            "waiting": [row for row in rows if row.state is State.WAITING],
            "mine": [row for row in rows if row.agent == me.actor and row.state is State.HELD],
            "others": [row for row in rows if row.agent != me.actor and row.state is State.HELD],
            "letters": listing.count(session, State.LEFT, me.departments),
            "on_duty": duty.on_duty(session, now),
            "is_on": duty.is_on(session, me.actor),
            "is_open": hours.is_open(session, now),
            "hours": hours.words(session),
            "names": short_names(session),
            "channel": channel_name,
            "span": span,
        }
