"""审核 of items: a draft of somebody else, what it changes, and letting it live."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.catalogue import fields
from bot.console.catalogue.desk import HERE, Reviewer, found, region
from bot.console.faq.desk import departments
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.drafts.course import WITHDRAW
from bot.services.drafts.errors import WorkError
from bot.services.editing import review
from bot.services.editing.check import check
from bot.services.editing.diff import changes

router = APIRouter(prefix="/catalogue")


@router.get("/{code}/review")
def one(code: str, me: Reviewer) -> Response:
    with read_session() as session:
        at = found(session, me, code)
        findings = check(session, code, at.body) if at.action != WITHDRAW else []
        names = departments(session, withdrawn_too=True)
    return page(
        me,
        "catalogue/review.html",
        desk=at,
        code=code,
        changed=changes(at.live, at.body),
        errors=fields.by_path(findings),
        label_of=fields.label_of,
        departments=names,
        is_own=me.actor in at.editors,
    )


@router.post("/{code}/approve")
def approve(code: str, form: Form, me: Reviewer) -> Response:
    def do(session: Session) -> str:
        found(session, me, code)
        review.approve(session, code, form.number("version"), me.actor, region(), utc_now())
        return "已通过，几秒内生效：市民可以问、可以申请。"

    return deed(me, f"{HERE}?state=submitted", do, WorkError)


@router.post("/{code}/return")
def send_back(code: str, form: Form, me: Reviewer) -> Response:
    def do(session: Session) -> str:
        found(session, me, code)
        review.send_back(session, code, form.number("version"), me.actor, form.text("words"), utc_now())
        return "已退回给编辑。"

    return deed(me, f"{HERE}?state=submitted", do, WorkError)
