"""建议答复: what the assistant would have answered to the citizen's last words."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from bot.console.desk.shared import Agent, Chat
from bot.console.faq.ask import hearer, outcome
from bot.console.pages import page
from bot.db.session import read_session
from bot.nlu.knowledge import Knowledge, knowledge_base
from bot.nlu.settle import Heard
from bot.services.answers import item as item_answers
from bot.services.catalogue.cache import items
from bot.services.handover import holding, lines
from bot.services.staff.errors import NotAllowed
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/desk")
_MOST = 3
_LONGEST = 200  # of a question


@dataclass(frozen=True)
class Suggestion:
    title: str
    text: str


@router.get("/{chat}/suggest")
async def suggest(chat: Chat, request: Request, me: Agent) -> Response:
    question = await run_in_threadpool(_question, chat, me)
    found: list[Suggestion] = []
    if question:
        hear = hearer(request.app.state.house.state.assistant, asyncio.get_running_loop())
        heard = await run_in_threadpool(hear, question)
        found = await run_in_threadpool(lambda: suggestions(heard, knowledge_base.current()))
    return await run_in_threadpool(lambda: page(me, "desk/_suggest.html", found=found, asked=bool(question)))


def _question(chat: int, me: Current) -> str:
    """The citizen's last words, for the agent who holds the chat."""
    with read_session() as session:
        row = holding.find(session, chat, me.departments)
        if row.agent != me.actor:
            raise NotAllowed("这个会话不是您在接待。")
        said = [line.text for line in lines.after(session, chat, 0) if line.who == "citizen"]
    return said[-1][:_LONGEST] if said else ""


def suggestions(heard: Heard, knowledge: Knowledge) -> list[Suggestion]:
    """At most three: what would answer, or what would be offered to choose from."""
    found = outcome(heard, knowledge)
    made = []
    for key in found.keys[:_MOST]:
        if key in knowledge.faqs:
            made.append(Suggestion(knowledge.faqs[key].question, knowledge.faqs[key].answer))
        elif (item := items.get(key)) is not None:
            aspects = found.reading.aspects
            made.append(Suggestion(item.name, item_answers.answer(item, aspects).text))
    return made
