"""The list of items, beginning a new one, and the whole catalogue as files."""

from __future__ import annotations

import io
import zipfile
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, having
from bot.console.download import download
from bot.console.drafts import begin
from bot.console.faq.desk import departments
from bot.console.faq.fields import must_cover
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.catalogue.export import texts
from bot.services.content import today
from bot.services.drafts.errors import WorkError
from bot.services.editing import listing, work
from bot.services.editing.desk import Desk, desk
from bot.services.staff.errors import StaffError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current
from bot.settings import get_settings

router = APIRouter(prefix="/catalogue")
Reader = Annotated[Current, having(Role.EDITOR, Role.REVIEWER)]
Editor = Annotated[Current, having(Role.EDITOR)]
Reviewer = Annotated[Current, having(Role.REVIEWER)]
HERE = "/staff/catalogue"


def region() -> tuple[str, str]:
    """Code and name of the city that approved items belong to."""
    settings = get_settings()
    return settings.region_code, settings.city


def found(session: Session, me: Current, code: str) -> Desk:
    """The item, when it is this person's. Raises StaffError and NotAllowed."""
    try:
        at = desk(session, code)
    except WorkError as error:
        raise StaffError(str(error)) from None
    must_cover(me, at.department)
    return at


@router.get("")
def listed(me: Reader, q: str = "", state: str = "", department: str = "") -> Response:
    with read_session() as session:
        rows, counts = listing.listed(session, q, state, department, me.departments)
        names = departments(session, me)
        called = departments(session, withdrawn_too=True)
    return page(
        me,
        "catalogue/list.html",
        rows=rows,
        counts=counts,
        states=listing.STATES,
        departments=names,
        called=called,
        asked={"q": q, "state": state, "department": department},
    )


@router.post("/new")
def new(form: Form, me: Editor) -> Response:
    code, department = form.text("code"), form.text("department")
    must_cover(me, department)

    def create(session: Session) -> str:
        work.create(session, code, form.text("name"), department, me.actor, utc_now(), form.text("like"))
        return code

    return begin(me, HERE, create)


@router.get("/export")
def export(me: Reader) -> Response:
    """What is live, in the files of `data/catalogue`."""
    packed = io.BytesIO()
    with read_session() as session, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts(session).items():
            archive.writestr(name, text)
    return download(packed.getvalue(), f"事项目录-{today()}.zip", "application/zip")
