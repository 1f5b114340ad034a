"""修订历史 of an item: who wrote what when, what changed each time, and going back."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.catalogue.desk import HERE, Editor, Reader, found
from bot.console.drafts import steps
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.drafts.errors import WorkError
from bot.services.editing import history, work
from bot.services.editing.desk import Desk, desk
from bot.services.editing.diff import changes
from bot.services.staff.errors import StaffError

router = APIRouter(prefix="/catalogue")


@router.get("/{code}/history")
def past(code: str, me: Reader) -> Response:
    with read_session() as session:
        rows = history.revisions(session, code)
        now: Desk | None
        try:
            now = desk(session, code)
        except WorkError:
            now = None
        if now is not None:
            found(session, me, code)
    if not rows and now is None:
        raise StaffError(f"没有事项“{code}”。")
    newest = now.body if now is not None else rows[0].body
    return page(
        me,
        "catalogue/history.html",
        code=code,
        name=newest["item"].get("name"),
        steps=steps(rows, changes),
        now=now,
    )


@router.post("/{code}/restore")
def restore(code: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        work.restore(session, code, form.number("sequence"), me.actor, utc_now())
        found(session, me, code)
        return "已恢复为草稿；审核通过后市民才会看到。"

    return deed(me, f"{HERE}/{code}", do, WorkError)
