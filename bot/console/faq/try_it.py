"""试一试: what answers a question now, what would with the drafts in it, and the words that decided."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.access import having
from bot.console.faq.ask import Outcome, hearer, outcome
from bot.console.faq.candidate import draft_view, knowledge_of, views_of
from bot.console.pages import page
from bot.db.models import FaqWork
from bot.db.session import read_session
from bot.nlu.aspects import lexicon
from bot.nlu.explain import deciding_words
from bot.nlu.knowledge import Knowledge, knowledge_base
from bot.nlu.settle import Heard
from bot.services import content
from bot.services.catalogue.record import checksum
from bot.services.faq.release import candidate
from bot.services.faq.view import is_valid_on
from bot.services.staff.errors import StaffError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/try")
Reader = Annotated[Current, having(Role.EDITOR, Role.REVIEWER, Role.ANALYST)]
_LONGEST = 200
_KEPT: OrderedDict[str, Knowledge] = OrderedDict()
_MOST_KEPT = 2


@dataclass(frozen=True)
class Shown:
    """One side of the page. `answer`: the text of the entry, empty for anything else."""

    outcome: Outcome
    answer: str
    nearest: str
    words: list[tuple[str, float]]
    notes: tuple[str, ...]


@router.get("")
async def ask(request: Request, me: Reader, q: str = "", name: str = "") -> Response:
    q = q.strip()
    if len(q) > _LONGEST:
        raise StaffError(f"问题太长，最多 {_LONGEST} 字。")
    hear = hearer(request.app.state.house.state.assistant, asyncio.get_running_loop())
    values: dict[str, Any] = {"live": None, "draft": None}
    if q:
        heard = await run_in_threadpool(hear, q)
        values = await run_in_threadpool(_answers, heard)
    ready = request.app.state.house.state.assistant is not None
    return await run_in_threadpool(lambda: page(me, "faq/try.html", q=q, name=name, ready=ready, **values))


def _answers(heard: Heard) -> dict[str, Any]:
    with read_session() as session:
        drafts = with_drafts(session)
    live = knowledge_base.current()
    return {"live": shown(heard, live), "draft": shown(heard, drafts)}


def with_drafts(session: Session) -> Knowledge:
    """What is approved and every draft as it stands now, readable today; built again only after a change."""
    _, records, _ = candidate(session)
    views = {view.name: view for view in views_of(records)}
    works = session.execute(select(FaqWork.name, FaqWork.action, FaqWork.body).order_by(FaqWork.name)).all()
    key = checksum([[r.model_dump() for r in records], [list(row) for row in works], str(content.today())])
    if key in _KEPT:
        _KEPT.move_to_end(key)
        return _KEPT[key]
    for name, action, body in works:
        view = draft_view(body)
        views.pop(name, None)
        if action != "withdraw" and view is not None and is_valid_on(view, content.today()):
            views[name] = view
    _KEPT[key] = knowledge_of(session, list(views.values()))
    while len(_KEPT) > _MOST_KEPT:
        _KEPT.popitem(last=False)
    return _KEPT[key]


def shown(heard: Heard, knowledge: Knowledge) -> Shown:
    found = outcome(heard, knowledge)
    folded = found.reading.folded
    key = next((key for key in found.keys if key in knowledge.faqs), "")
    nearest, shared = knowledge.why_faq(folded, key) if key else ("", [])
    notes = []
    if any(key in knowledge.items for key in found.keys):
        names = dict.fromkeys(mention.name for mention in knowledge.matcher.find(folded))
        notes += [f"事项名称“{name}”" for name in names]
        titles = lexicon().titles
        notes += [f"问的是“{titles.get(aspect, aspect)}”" for aspect in found.reading.aspects]
    answer = knowledge.faqs[key].answer if key and found.intent == "faq" else ""
    return Shown(found, answer, nearest, deciding_words(shared), tuple(notes))
