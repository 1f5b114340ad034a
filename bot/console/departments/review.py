"""审核 of departments: a draft of somebody else, what it changes, whom it concerns, and letting it live."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.catalogue import fields
from bot.console.catalogue.desk import Reviewer, region
from bot.console.departments.desk import HERE, found
from bot.console.departments.edit import PLACES, advice
from bot.console.faq.desk import departments
from bot.console.faq.fields import must_cover
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.departments import review, work
from bot.services.departments.diff import changes
from bot.services.departments.standing import standing
from bot.services.drafts.course import WITHDRAW
from bot.services.drafts.errors import WorkError

router = APIRouter(prefix="/departments")


@router.get("/{code}/review")
def one(code: str, me: Reviewer) -> Response:
    nothing: dict[str, Any] = {"errors": {}, "hints": [], "affected": [], "label_of": fields.label_of}
    with read_session() as session:
        at = found(session, me, code)
        is_end = at.action == WITHDRAW
        values = nothing if is_end else advice(session, code, at.body)
        left = standing(session, code, at.successor) if is_end else []
        heir = departments(session, withdrawn_too=True).get(at.successor, "")
    return page(
        me,
        "departments/review.html",
        desk=at,
        changed=changes(at.live, at.body),
        is_own=me.actor in at.editors,
        left=left,
        heir=heir,
        places=PLACES,
        in_review=True,
        **values,
    )


@router.post("/{code}/approve")
def approve(code: str, form: Form, me: Reviewer) -> Response:
    def do(session: Session) -> str:
        at = found(session, me, code)
        must_cover(me, at.successor)
        told = review.approve(session, code, form.number("version"), me.actor, region()[0], utc_now())
        if at.action == WITHDRAW:
            passed = "没办完的都移交给承接部门了，" if at.successor else ""
            return f"已撤销，几秒内生效：{passed}助手不再提到这个部门；以前的办件照样显示它的名称。"
        words = "已通过，几秒内生效：市民问“在哪里办”“几点上班”看到的就是新的。"
        if told:
            words += f"{told} 个预约的时间不能办了，已通知预约人，在“预约”里排在最前。"
        return words

    return deed(me, HERE, do, WorkError)


@router.post("/{code}/return")
def send_back(code: str, form: Form, me: Reviewer) -> Response:
    def do(session: Session) -> str:
        found(session, me, code)
        work.send_back(session, code, form.number("version"), me.actor, form.text("words"), utc_now())
        return "已退回给编辑。"

    return deed(me, HERE, do, WorkError)
