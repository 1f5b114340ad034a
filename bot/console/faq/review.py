"""审核: drafts of others, with everything that changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed, having
from bot.console.faq import advice
from bot.console.faq.desk import departments
from bot.console.faq.fields import must_cover
from bot.console.faq.preview import previews
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.nlu.knowledge import knowledge_base
from bot.services.drafts.errors import WorkError
from bot.services.faq import review, work
from bot.services.faq.desk import COURSE
from bot.services.faq.diff import changes
from bot.services.staff.errors import StaffError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/review")
Reviewer = Annotated[Current, having(Role.REVIEWER)]
_AT_ONCE = 200


@router.get("")
def queue(me: Reviewer) -> Response:
    with read_session() as session:
        rows = COURSE.waiting(session, me.departments, _AT_ONCE)
        names = departments(session, withdrawn_too=True)
    return page(me, "faq/queue.html", rows=rows, departments=names)


@router.get("/{name}")
def one(name: str, me: Reviewer) -> Response:
    with read_session() as session:
        try:
            desk = work.desk(session, name)
        except WorkError as error:
            raise StaffError(str(error)) from None
        must_cover(me, desk.body["department"])
        found = advice.advise(session, desk.body, knowledge_base.current())
        names = departments(session, withdrawn_too=True)
    return page(
        me,
        "faq/review.html",
        desk=desk,
        advice=found,
        previews=previews(desk.body),
        changed=changes(desk.published, desk.body),
        departments=names,
        is_own=me.actor in desk.editors,
    )


@router.post("/{name}/approve")
def approve(name: str, form: Form, me: Reviewer) -> Response:
    def do(session: Session) -> str:
        must_cover(me, work.desk(session, name).body["department"])
        review.approve(session, name, form.number("version"), me.actor, utc_now())
        return "已通过，发布后市民就能看到。"

    return deed(me, "/staff/review", do, WorkError)


@router.post("/{name}/return")
def send_back(name: str, form: Form, me: Reviewer) -> Response:
    def do(session: Session) -> str:
        must_cover(me, work.desk(session, name).body["department"])
        review.send_back(session, name, form.number("version"), me.actor, form.text("words"), utc_now())
        return "已退回给编辑。"

    return deed(me, "/staff/review", do, WorkError)


@router.post("/approve")
def approve_many(form: Form, me: Reviewer) -> Response:
    """Those that were ticked: `name:version` each; what may not be approved is named and stays."""

    def do(session: Session) -> str:
        done, refused = 0, []
        for ticked in form.all("ticked")[:_AT_ONCE]:
            name, _, version = ticked.rpartition(":")
            try:
                with session.begin_nested():
                    must_cover(me, work.desk(session, name).body["department"])
                    number = int(version) if version.isdecimal() and len(version) <= 9 else 0
                    review.approve(session, name, number, me.actor, utc_now())
                done += 1
            except (WorkError, StaffError) as error:
                refused.append(f"{name}：{error}")
        if not done and refused:
            raise WorkError("；".join(refused[:5]))
        if not done:
            raise WorkError("请先勾选要通过的条目。")
        return f"已通过 {done} 条。" + (f"没有通过：{'；'.join(refused[:5])}" if refused else "")

    return deed(me, "/staff/review", do, WorkError)
