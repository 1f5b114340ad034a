"""What staff do between the turns of a scripted conversation: the same service functions a console calls.

A line names what is done and to which number: ``办结 {case} 居住证已制好，请到窗口领取``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.columns import col
from bot.db.models import AppointmentSlot
from bot.db.session import write_session
from bot.evaluation import staff_desk as desk
from bot.services.applications import handling as cases
from bot.services.applications.corrections import Asked
from bot.services.appointments import check_in
from bot.services.content import CITY_ZONE
from bot.services.matters import column_of, find_matter_no
from bot.services.work_orders import handling as orders
from bot.services.work_orders.states import ACTIONS

ACTOR = desk.ACTOR
_ORDER_STEPS = {label: state for state, label in ACTIONS.items()}


def act(line: str) -> None:
    """Raises ValueError for a line nobody understands."""
    what, number, words = (*line.split(" ", 2), "", "")[:3]
    if what == "坐席":  # 坐席 <deed> <words>
        desk.act(number, words)
        return
    found = find_matter_no(number)
    with write_session() as session:
        if what == "约满":  # 约满 <window code> <date>
            _fill(session, number, words)
            return
        if found is None:
            raise ValueError(f"没有这样的编号：{line}")
        column = column_of(found.kind)
        row = session.query(column.class_).filter(column == found.number).one()
        _DO[found.kind](session, row, what, words, utc_now())


def _case(session: Session, case: Any, what: str, words: str, now: datetime) -> None:
    if what == "补正":  # 补正 <number> <field or material>=<label>:<why>,…
        asked = [_asked(part) for part in words.split(",")]
        cases.ask_to_correct(session, case.id, ACTOR, now, asked)
        return
    steps: dict[str, Any] = {
        "受理": cases.accept,
        "不予受理": cases.refuse,
        "特别程序": cases.suspend,
        "恢复": cases.resume,
        "办结": cases.complete,
        "退件": cases.send_back,
    }
    steps[what](session, case.id, ACTOR, now, words)


def _asked(part: str) -> Asked:
    key, _, rest = part.partition("=")
    label, _, why = rest.partition(":")
    return Asked("material" if key.startswith("m_") else "field", key, label, why)


def _order(session: Session, order: Any, what: str, words: str, now: datetime) -> None:
    department = words if what == "派单" else None
    orders.move(
        session,
        order.id,
        _ORDER_STEPS[what],
        ACTOR,
        now,
        "" if department else words,
        department_code=department or None,
    )


def _booking(session: Session, booking: Any, what: str, words: str, now: datetime) -> None:
    if what == "就在今天":  # the day has come, the slot begins in half an hour
        here = now.astimezone(CITY_ZONE) + timedelta(minutes=30)
        end = min(here + timedelta(hours=1), here.replace(hour=23, minute=59))
        session.execute(
            update(AppointmentSlot)
            .where(AppointmentSlot.id == booking.slot_id)
            .values(appoint_date=here.date(), slot_start=here.time(), slot_end=end.time())
        )
    elif what == "叫号":
        check_in.serve(session, booking.id, ACTOR, now)
    else:
        raise ValueError(what)


def _fill(session: Session, window: str, day: str) -> None:
    session.execute(
        update(AppointmentSlot)
        .where(AppointmentSlot.window_code == window, col(AppointmentSlot.appoint_date) == day)
        .values(remaining=0)
    )


_DO: dict[str, Any] = {"application": _case, "work_order": _order, "appointment": _booking}
