"""修订历史: who wrote what when, what changed each time, and going back."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.drafts import steps
from bot.console.faq.desk import Editor, Reader
from bot.console.faq.fields import must_cover
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.drafts.errors import WorkError
from bot.services.faq import history, work
from bot.services.faq.diff import changes
from bot.services.staff.errors import StaffError

router = APIRouter(prefix="/faq")


@router.get("/{name}/history")
def past(name: str, me: Reader) -> Response:
    with read_session() as session:
        rows = history.revisions(session, name)
        try:
            now = work.desk(session, name)
        except WorkError:
            now = None
    if not rows and now is None:
        raise StaffError(f"没有问答“{name}”。")
    newest = now.body if now is not None else rows[0].body
    must_cover(me, newest["department"])
    return page(
        me, "faq/history.html", name=name, question=newest["question"], steps=steps(rows, changes), now=now
    )


@router.post("/{name}/restore")
def restore(name: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        work.restore(session, name, form.number("sequence"), me.actor, utc_now())
        must_cover(me, work.desk(session, name).body["department"])
        return "已恢复为草稿；审核、发布后市民才会看到。"

    return deed(me, f"/staff/faq/{name}", do, WorkError)
