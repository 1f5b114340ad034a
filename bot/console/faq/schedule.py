"""定时发布: a checked release waits for its hour, and can be called off until then."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Form, deed
from bot.console.faq.release import HERE, Reviewer, whole_city
from bot.console.numbered import Number
from bot.console.pages import moment
from bot.db.base import utc_now
from bot.services.content import CITY_ZONE
from bot.services.drafts.errors import WorkError
from bot.services.faq import schedule

router = APIRouter(prefix="/release/schedule")


@router.post("")
def plan(form: Form, me: Reviewer) -> Response:
    whole_city(me)

    def do(session: Session) -> str:
        due_at = _moment(form.text("due_at"))
        schedule.plan(session, form.number("gate"), due_at, me.actor, form.text("note"), utc_now())
        return f"已定在 {moment(due_at)} 发布。在那之前可以取消；内容再有变化，到时就不会发布。"

    return deed(me, HERE, do, WorkError)


@router.post("/{schedule_id}/cancel")
def cancel(schedule_id: Number, form: Form, me: Reviewer) -> Response:
    whole_city(me)

    def do(session: Session) -> str:
        schedule.cancel(session, schedule_id, me.actor, utc_now())
        return "已取消定时发布。"

    return deed(me, HERE, do, WorkError)


def _moment(text: str) -> datetime:
    """On the city's clock. Raises WorkError."""
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=CITY_ZONE) if found.tzinfo is None else found.astimezone(CITY_ZONE)
    except (ValueError, OverflowError):  # the last second of all years, elsewhere
        raise WorkError("发布时间请写成 2026-01-31T08:00 的样子。") from None
