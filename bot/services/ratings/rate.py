"""One rating a matter, and what a bad one opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.models import Department, Rating, Rectification, Window
from bot.services.applications.states import State
from bot.services.calendar.working_days import add_working_days, load_calendar
from bot.services.content import CITY_ZONE
from bot.services.identity.mask import mask_text
from bot.services.matters import Kind
from bot.services.notices.queue import queue
from bot.services.work_orders.states import OrderState

LEVELS = {1: "非常满意", 2: "满意", 3: "基本满意", 4: "不满意", 5: "非常不满意"}  # A.8
BAD = 4  # from here on
LONGEST_RESULT = 300
RECTIFY_DAYS = 10  # 工作日, the demo city's own promise
# 二级指标, by what they are said of.
GOOD_REASONS = {
    "polite": "服务热情",
    "fast": "办得快",
    "clear": "一次讲清楚",
    "online": "网上就能办",
    "few": "材料少、跑动少",
}
BAD_REASONS = {
    "attitude": "服务态度生硬",
    "slow": "办理时间太长",
    "unclear": "没有一次告知清楚",
    "trips": "让我多跑了路",
    "papers": "要求提供额外材料",
    "refused": "该办不办、推诿",
    "fees": "违规收费",
}
_NUMBER = {"application": "case_no", "appointment": "appoint_no", "work_order": "order_no"}


@dataclass(frozen=True)
class RatingView:
    matter_no: str
    level: int
    label: str
    rectify_by: date | None
    already: bool = False


class RatingError(Exception):
    """The message is for the citizen."""


class AlreadyRated(RatingError):
    def __init__(self, label: str) -> None:
        super().__init__(f"这件事您已经评价过（{label}），一件事评价一次，不能再改。")


class NotFinished(RatingError):
    def __init__(self) -> None:
        super().__init__("这件事还没有办完，办完之后再评价。着急的话可以说“催办”。")


def may_rate(session: Session, kind: Kind, matter: Any) -> None:
    """Raises NotFinished and AlreadyRated."""
    rated = _of(session, getattr(matter, _NUMBER[kind]))
    if rated is not None:
        raise AlreadyRated(LEVELS[rated.satisfaction])
    if not _finished(kind, matter.state):
        raise NotFinished


def rate(
    session: Session,
    kind: Kind,
    matter: Any,
    *,
    level: int,
    reasons: list[str],
    comment: str | None,
    conversation_id: str,
    now: datetime,
) -> RatingView:
    """Raises NotFinished; the second of two is told what the first said. The caller commits, durably."""
    number = getattr(matter, _NUMBER[kind])
    if level not in LEVELS:
        raise RatingError("请从五个等级里选一个。")
    rated = _of(session, number)
    if rated is not None:
        return _view(session, rated, already=True)
    if not _finished(kind, matter.state):
        raise NotFinished
    rating = Rating(
        matter_no=number,
        matter_kind=kind,
        item_code=getattr(matter, "item_code", None),
        department_code=_department(session, kind, matter),
        satisfaction=level,
        reasons=reasons,
        comment=comment,
        session_id=conversation_id,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(rating)
    except IntegrityError:
        rated = _of(session, number)
        assert rated is not None  # the number that collided
        return _view(session, rated, already=True)
    if level >= BAD:
        day = add_working_days(now.astimezone(CITY_ZONE).date(), RECTIFY_DAYS, load_calendar(session))
        session.add(Rectification(rating_id=rating.id, department_code=rating.department_code, due_on=day))
        payload = {"matter_no": number, "due_on": day.isoformat()}
        queue(session, "rating.bad", f"rating:{number}", payload, session_id=None, due_at=now)
    session.flush()
    return _view(session, rating)


def _department(session: Session, kind: Kind, matter: Any) -> str | None:
    """Whom it is said of: of a booking, whoever the window belongs to."""
    if kind != "appointment":
        return matter.department_code or None
    found: str | None = session.scalar(
        select(Department.code)
        .join(Window, Window.department_id == Department.id)
        .where(Window.code == matter.slot.window_code)
    )
    return found


def close_rectification(session: Session, matter_no: str, result: str, now: datetime) -> None:
    """整改 is done, by staff: the citizen is told the result, which names nobody. Raises RatingError."""
    task = session.scalars(
        select(Rectification)
        .join(Rating, Rectification.rating_id == Rating.id)
        .where(Rating.matter_no == matter_no)
        .with_for_update()
    ).first()
    if task is None or task.state != "open":
        raise RatingError("没有待整改的差评。")
    result = mask_text(result.strip())
    if not result:
        raise RatingError("要写明整改结果。")
    if len(result) > LONGEST_RESULT:
        raise RatingError(f"整改结果最多 {LONGEST_RESULT} 字，请写得简短些。")
    task.state, task.result, task.finished_at = "closed", result, now
    rating = session.get(Rating, task.rating_id)
    assert rating is not None
    payload = {"matter_no": matter_no, "state": "closed", "result": result}
    key = f"rectification:{task.id}:closed"
    queue(session, "rating.rectified", key, payload, session_id=rating.session_id, due_at=now)
    session.flush()


def _finished(kind: Kind, state: str) -> bool:
    if kind == "application":
        return state in {State.COMPLETED, State.NOT_ACCEPTED, State.RETURNED}
    if kind == "appointment":
        return state == "served"
    return state in {OrderState.CLOSED, OrderState.REVISITED, OrderState.REFUSED}


def _of(session: Session, number: str) -> Any:
    return session.scalars(select(Rating).where(Rating.matter_no == number)).first()


def _view(session: Session, rating: Any, already: bool = False) -> RatingView:
    due = session.scalar(select(Rectification.due_on).where(Rectification.rating_id == rating.id))
    level = rating.satisfaction
    return RatingView(rating.matter_no, level, LEVELS[level], due, already)
