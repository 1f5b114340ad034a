"""审计日志: looked up and verified by the auditor, changed by nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response

from bot.console.access import Form, having
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.audit.record import record
from bot.services.audit.search import Wanted, search
from bot.services.audit.verify import verify
from bot.services.content import CITY_ZONE
from bot.services.staff.errors import StaffError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/audit")
_A_PAGE = 50
Auditor = Annotated[Current, having(Role.AUDITOR)]


@router.get("")
def look(
    me: Auditor,
    actor: str = "",
    action: str = "",
    subject: str = "",
    since: str = "",
    until: str = "",
    before: int | None = None,
) -> Response:
    wanted = Wanted(
        actor.strip(),
        action.strip(),
        subject.strip(),
        _start(since),
        _start(until, timedelta(days=1)),
        before,
    )
    with read_session() as session:
        rows = search(session, wanted, _A_PAGE + 1)
    values: dict[str, Any] = {
        "actor": actor, "action": action, "subject": subject, "since": since, "until": until,
    }  # fmt: skip
    more = rows[_A_PAGE - 1].sequence if len(rows) > _A_PAGE else None
    return page(me, "audit.html", rows=rows[:_A_PAGE], asked=values, more=more, verified=None, head="")


@router.post("/verify")
def check(form: Form, me: Auditor) -> Response:
    head = form.text("head")
    with read_session() as session:
        found = verify(session, head)
    with write_session() as session:
        record(
            session, me.actor, "audit.verify", "", {"rows": found.rows, "problem": found.problem}, utc_now()
        )
        rows = search(session, Wanted(), _A_PAGE)
    asked = dict.fromkeys(("actor", "action", "subject", "since", "until"), "")
    return page(me, "audit.html", rows=rows, asked=asked, more=None, verified=found, head=head)


def _start(text: str, later: timedelta = timedelta()) -> datetime | None:
    """Raises StaffError for what is no day."""
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=CITY_ZONE) + later
    except ValueError:
        raise StaffError("日期请写成 2026-01-31 的样子。") from None
