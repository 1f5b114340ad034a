"""审核 of departments: a draft of somebody else, what it changes, and letting it live."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.catalogue import fields
from bot.console.catalogue.desk import Reviewer, region
from bot.console.departments.desk import HERE, found
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.departments import review, work
from bot.services.departments.check import check, hints
from bot.services.departments.diff import changes
from bot.services.drafts.errors import WorkError

router = APIRouter(prefix="/departments")


@router.get("/{code}/review")
def one(code: str, me: Reviewer) -> Response:
    with read_session() as session:
        at = found(session, me, code)
        findings = check(session, code, at.body)
    return page(
        me,
        "departments/review.html",
        desk=at,
        changed=changes(at.live, at.body),
        errors=fields.by_path(findings),
        hints=hints(at.body),
        label_of=fields.label_of,
        is_own=me.actor in at.editors,
    )


@router.post("/{code}/approve")
def approve(code: str, form: Form, me: Reviewer) -> Response:
    def do(session: Session) -> str:
        found(session, me, code)
        review.approve(session, code, form.number("version"), me.actor, region()[0], utc_now())
        return "已通过，几秒内生效：市民问“在哪里办”“几点上班”看到的就是新的。"

    return deed(me, HERE, do, WorkError)


@router.post("/{code}/return")
def send_back(code: str, form: Form, me: Reviewer) -> Response:
    def do(session: Session) -> str:
        found(session, me, code)
        work.send_back(session, code, form.number("version"), me.actor, form.text("words"), utc_now())
        return "已退回给编辑。"

    return deed(me, HERE, do, WorkError)
