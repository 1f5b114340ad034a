"""差评整改: what citizens were promised after a bad rating; the result that is written here is told to them."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.pages import page
from bot.console.work.shared import Officer, must_be_mine, short_names
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.audit.record import record as audit
from bot.services.casework import rectifications
from bot.services.casework.table import A_PAGE
from bot.services.content import today
from bot.services.ratings.rate import LONGEST_RESULT, RatingError, close_rectification
from bot.services.staff.errors import StaffError

router = APIRouter(prefix="/rectifications")
HERE = "/staff/rectifications"
# Where the matter itself is looked at; a booking has no page of its own.
PAGES = {"application": "/staff/cases/", "work_order": "/staff/orders/"}


@router.get("")
def listed(me: Officer, q: str = "", due: str = "open", p: int = 1) -> Response:
    due = due if due in rectifications.DUES else "open"
    asked = rectifications.Asked(q.strip(), due, max(1, min(p, 10_000)), me.departments)
    with read_session() as session:
        rows, total = rectifications.listed(session, asked, today())
        late = rectifications.overdue(session, me.departments, today())
        names = short_names(session)
    return page(
        me,
        "work/rectifications.html",
        rows=rows,
        total=total,
        late=late,
        asked=asked,
        names=names,
        dues=rectifications.DUES,
        places=PAGES,
        longest=LONGEST_RESULT,
        query=urlencode({"q": q, "due": due}),
        pages=max(1, -(-total // A_PAGE)),
    )


@router.post("/{matter_no}")
def close(matter_no: str, me: Officer, form: Form) -> Response:
    def do(session: Session) -> str:
        try:
            department = rectifications.department_of(session, matter_no)
        except LookupError:
            raise StaffError(f"{matter_no[:40]} 没有要整改的差评。") from None
        must_be_mine(me, department)
        now = utc_now()
        close_rectification(session, matter_no, form.text("result"), now)
        audit(session, me.actor, "rating.rectify", matter_no, at=now)
        return "已登记整改结果，评价人会收到通知。"

    return deed(me, HERE, do, RatingError)
