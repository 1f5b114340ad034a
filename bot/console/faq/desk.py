"""The list of entries, and beginning a new one."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.access import Form, having
from bot.console.drafts import begin
from bot.console.faq.fields import must_cover
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.models import Department
from bot.db.session import read_session
from bot.services.content import today
from bot.services.faq import listing, work
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/faq")
Reader = Annotated[Current, having(Role.EDITOR, Role.REVIEWER)]
Editor = Annotated[Current, having(Role.EDITOR)]


def departments(
    session: Session, me: Current | None = None, *, withdrawn_too: bool = False
) -> dict[str, str]:
    """Code → name, of those that are this person's; `withdrawn_too`: for what was done there."""
    query = select(Department.code, Department.name).where(Department.origin == "city")
    if not withdrawn_too:
        query = query.where(~Department.is_withdrawn)
    rows = session.execute(query.order_by(Department.name))
    return {code: name for code, name in rows if me is None or me.covers(code)}


@router.get("")
def listed(
    me: Reader,
    q: str = "",
    state: str = "",
    need: str = "",
    department: str = "",
    category: str = "",
    p: int = 1,
) -> Response:
    asked = listing.Asked(q, state, need, department, category, max(1, min(p, 10_000)), me.departments)
    with read_session() as session:
        rows, total = listing.listed(session, asked, today())
        values: dict[str, Any] = {
            "departments": departments(session, me),
            "short": dict(session.execute(select(Department.code, Department.short_name)).all()),
            "categories": listing.categories(session),
            "counts": listing.counts(session, me.departments),
        }
    kept = {"q": q, "state": state, "need": need, "department": department, "category": category}
    return page(
        me,
        "faq/list.html",
        rows=rows,
        total=total,
        asked=asked,
        kept=kept,
        query=urlencode({name: value for name, value in kept.items() if value}),
        pages=max(1, -(-total // listing.A_PAGE)),
        states=listing.STATES,
        needs=listing.NEEDS,
        **values,
    )


@router.post("/new")
def new(form: Form, me: Editor) -> Response:
    department = form.text("department")
    must_cover(me, department)

    def create(session: Session) -> str:
        more = {"similar": [form.text("similar")]} if form.text("similar") else {}
        return work.create(session, form.text("question"), department, me.actor, utc_now(), **more)

    return begin(me, "/staff/faq", create)
