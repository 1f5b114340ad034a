"""What an agent does with a chat besides talking: passes it on, sends a service, notes, gives it back, ends it."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.desk.shared import Agent, Chat, ways
from bot.console.faq.desk import departments
from bot.db.base import utc_now
from bot.services.catalogue.cache import items
from bot.services.handover import holding
from bot.services.handover.errors import DeskError

router = APIRouter(prefix="/desk/{chat}")
_GENERAL = "综合坐席"


@router.post("/note")
def note(chat: Chat, me: Agent, form: Form) -> Response:
    def do(session: Session) -> str:
        holding.note(session, chat, me.actor, form.text("text"), utc_now())
        return "已记下，只有坐席看得到。"

    return deed(me, f"/staff/desk/{chat}", do)


@router.post("/offer")
def offer(chat: Chat, me: Agent, form: Form) -> Response:
    def do(session: Session) -> str:
        item = items.get(form.text("item")) if form.text("item") else None
        if item is None or not item.has_form:
            raise DeskError("请选择一个可以在线办理的事项。")
        holding.offer_service(session, ways(), chat, me.actor, item.code, item.name, utc_now())
        return f"已把“{item.name}”的办理入口发给市民；市民点了以后，由智能助手带着填写。"

    return deed(me, f"/staff/desk/{chat}", do)


@router.post("/transfer")
def transfer(chat: Chat, me: Agent, form: Form) -> Response:
    gone: list[bool] = []

    def do(session: Session) -> str:
        group = form.text("group")
        known = departments(session)
        if group and group not in known:
            raise DeskError("没有这个部门，请重新选择。")
        name = known.get(group, _GENERAL)
        holding.transfer(session, ways(), chat, me.actor, group, name, form.text("text"), utc_now())
        gone.append(True)
        return f"已转给{name}的坐席。"

    return _leaving(deed(me, f"/staff/desk/{chat}", do), gone)


@router.post("/back")
def back(chat: Chat, me: Agent, form: Form) -> Response:
    return _end(chat, me, holding.hand_back, "已转回智能助手。")


@router.post("/close")
def close(chat: Chat, me: Agent, form: Form) -> Response:
    return _end(chat, me, holding.close, "已结束。")


def _end(chat: Chat, me: Agent, how: Callable[..., None], said: str) -> Response:
    gone: list[bool] = []

    def do(session: Session) -> str:
        how(session, ways(), chat, me.actor, utc_now())
        gone.append(True)
        return said

    return _leaving(deed(me, f"/staff/desk/{chat}", do), gone)


def _leaving(answer: Response, gone: list[bool]) -> Response:
    if gone:
        answer.headers["location"] = "/staff/desk"
    return answer
