"""The list of departments, beginning a new one, and looking at what one said before."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.catalogue.desk import Editor, Reader
from bot.console.drafts import begin, steps
from bot.console.faq.fields import must_cover
from bot.console.pages import page
from bot.console.training.shared import whole_city
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.departments import work
from bot.services.departments.desk import COURSE, WITHDRAWN, Desk, desk, listed
from bot.services.departments.diff import changes
from bot.services.drafts.course import LABELS
from bot.services.drafts.errors import WorkError
from bot.services.staff.errors import StaffError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/departments")
HERE = "/staff/departments"
_LABELS = {**LABELS, WITHDRAWN: "已撤销"}


def found(session: Session, me: Current, code: str) -> Desk:
    """The department, when it is this person's. Raises StaffError and NotAllowed."""
    must_cover(me, code)
    try:
        return desk(session, code)
    except WorkError as error:
        raise StaffError(str(error)) from None


@router.get("")
def all_(me: Reader) -> Response:
    with read_session() as session:
        rows = [row for row in listed(session) if me.covers(row.code)]
    may_begin = me.has(Role.EDITOR) and not me.departments
    return page(me, "departments/list.html", rows=rows, labels=_LABELS, may_begin=may_begin)


@router.post("/new")
def new(form: Form, me: Editor) -> Response:
    whole_city(me)
    code = form.text("code")

    def create(session: Session) -> str:
        work.create(session, code, form.text("name"), me.actor, utc_now())
        return code

    return begin(me, HERE, create)


@router.get("/{code}/history")
def past(code: str, me: Reader) -> Response:
    must_cover(me, code)
    with read_session() as session:
        rows = COURSE.past.revisions(session, code)
        try:
            now = desk(session, code)
        except WorkError:
            now = None
    if not rows and now is None:
        raise StaffError(f"没有部门“{code}”。")
    newest = now.body if now is not None else rows[0].body
    name = newest["department"].get("name")
    return page(
        me,
        "departments/history.html",
        code=code,
        name=name,
        steps=steps(rows, changes),
        is_there=now is not None,
    )


@router.post("/{code}/restore")
def restore(code: str, form: Form, me: Editor) -> Response:
    must_cover(me, code)

    def do(session: Session) -> str:
        work.restore(session, code, form.number("sequence"), me.actor, utc_now())
        return "已恢复为草稿；审核通过后市民才会看到。"

    return deed(me, f"{HERE}/{code}", do, WorkError)
