"""发布和回退: the gate with its progress, what is live, emergencies to look at, golden questions."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed, go, having
from bot.console.faq import gate
from bot.console.faq.ask import hearer
from bot.console.numbered import Number
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.models import FaqGate
from bot.db.session import read_session, write_session
from bot.services.drafts.errors import WorkError
from bot.services.faq import emergency, gates, golden, schedule
from bot.services.faq.release import ReleaseError, rollback
from bot.services.staff.errors import NotAllowed
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current, leave_word

router = APIRouter(prefix="/release")
HERE = "/staff/release"
Reviewer = Annotated[Current, having(Role.REVIEWER)]
Reader = Annotated[Current, having(Role.REVIEWER, Role.EDITOR)]


def whole_city(me: Current) -> None:
    if me.departments:
        raise NotAllowed("发布和回退影响全市，要由不限部门的审核人员来做。")


@router.get("")
def overview(me: Reviewer) -> Response:
    with read_session() as session:
        values: dict[str, Any] = {
            "waiting": gates.waiting(session),
            "gate": gates.latest(session),
            "releases": gates.releases(session),
            "emergencies": emergency.pending(session),
            "planned": schedule.waiting(session),
            "failed": schedule.failed_lately(session, utc_now()),
        }
    return page(me, "faq/release.html", now=utc_now(), dead=_dead(values["gate"]), **values)


@router.post("/check")
async def check(request: Request, me: Reviewer, form: Form) -> Response:
    hear = hearer(request.app.state.house.state.assistant, asyncio.get_running_loop())

    def begin() -> str:
        try:
            with write_session() as session:
                number = gates.begin(session, me.actor, utc_now())
        except WorkError as error:
            return str(error)
        gate.start(number, hear)
        return ""

    refused = await run_in_threadpool(begin)
    if refused:
        await run_in_threadpool(_say, me, f"!{refused}")
    return go(HERE + "#gate")


def _say(me: Current, words: str) -> None:
    with write_session() as session:
        leave_word(session, me.session_id, words)


@router.get("/gate/{gate_id}")
def progress(gate_id: Number, me: Reviewer) -> Response:
    with read_session() as session:
        found = session.get(FaqGate, gate_id)
    return page(me, "faq/_gate.html", gate=found, dead=_dead(found))


@router.post("/publish")
def publish(form: Form, me: Reviewer) -> Response:
    whole_city(me)

    def do(session: Session) -> str:
        report = gates.release(session, form.number("gate"), me.actor, form.text("note")[:500], utc_now())
        if report.unchanged:
            return f"没有变化，仍是第 {report.sequence} 号版本。"
        return f"第 {report.sequence} 号版本已发布，共 {report.entries} 条，几秒内在所有副本生效。"

    return deed(me, HERE, do, WorkError, ReleaseError)


@router.post("/rollback")
def back(form: Form, me: Reviewer) -> Response:
    whole_city(me)

    def do(session: Session) -> str:
        number = rollback(session, form.number("sequence"), me.actor)
        return f"已回退到第 {number} 号版本，几秒内在所有副本生效。"

    return deed(me, HERE, do, ReleaseError)


@router.post("/emergency/{emergency_id}")
def after_the_fact(emergency_id: Number, form: Form, me: Reviewer) -> Response:
    def do(session: Session) -> str:
        good = form.text("verdict") == "good"
        number = emergency.review(session, emergency_id, me.actor, good, utc_now())
        return "已认可这次紧急发布。" if number is None else f"已撤销，回到第 {number} 号版本。"

    return deed(me, HERE, do, WorkError, ReleaseError)


@router.get("/golden")
def golden_questions(me: Reader) -> Response:
    with read_session() as session:
        rows = golden.listed(session)
    return page(me, "faq/golden.html", rows=rows, kinds=golden.KINDS)


@router.post("/golden")
def add_golden(form: Form, me: Reader) -> Response:
    def do(session: Session) -> str:
        golden.add(session, form.text("text"), form.text("kind"), form.text("key"), me.actor)
        return "已设为必答问题，以后每次发布都会检查。"

    return deed(me, f"{HERE}/golden", do, WorkError)


@router.post("/golden/{golden_id}/remove")
def remove_golden(golden_id: Number, form: Form, me: Reader) -> Response:
    def do(session: Session) -> str:
        golden.remove(session, golden_id, me.actor)
        return "已移除。"

    return deed(me, f"{HERE}/golden", do, WorkError)


def _dead(found: Any) -> bool:
    return found is not None and gates.is_dead(found, utc_now())
