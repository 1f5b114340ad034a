"""候补: who waits for a place on a full day, and who is told when one frees."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.crypto import blind_indexes
from bot.db.models import AppointmentWaiting
from bot.services.notices.queue import queue


def join(
    session: Session,
    *,
    opening_key: str,
    window_code: str,
    day: date,
    item_code: str,
    name: str,
    mobile: str,
    conversation_id: str,
) -> int:
    """The place in the waiting list, from 1; the same key, or the same mobile for the same day, waits once."""
    indexes = blind_indexes(mobile, "mobile")
    row = _find(session, opening_key, window_code, day, indexes)
    if row is None:
        row = AppointmentWaiting(
            opening_key=opening_key,
            window_code=window_code,
            appoint_date=day,
            item_code=item_code,
            session_id=conversation_id,
            applicant_name=name,
            mobile=mobile,
            mobile_index=indexes[0],
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            row = _find(session, opening_key, window_code, day, indexes)
            assert row is not None  # the key that collided
    before = select(func.count()).where(*_waiting_at(window_code, day), col(AppointmentWaiting.id) <= row.id)
    return int(session.scalar(before) or 1)


def offer(session: Session, slot: Any, now: datetime) -> None:
    """A place of that day is free: the first who waits is told, in the caller's transaction."""
    if slot.is_closed:
        return
    first = session.scalars(
        select(AppointmentWaiting)
        .where(*_waiting_at(slot.window_code, slot.appoint_date))
        .order_by(AppointmentWaiting.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if first is None:
        return
    first.state, first.told_at = "told", now
    queue(
        session,
        "appointment.place_free",
        f"waiting:{first.id}",
        {
            "window_code": slot.window_code,
            "item_code": first.item_code,
            "date": slot.appoint_date.isoformat(),
            "start": f"{slot.slot_start:%H:%M}",
        },
        session_id=first.session_id,
        due_at=now,
    )
    session.flush()


def settle(session: Session, window_code: str, day: date, indexes: tuple[str, ...]) -> None:
    """Who has a place waits no longer."""
    session.execute(
        update(AppointmentWaiting)
        .where(
            AppointmentWaiting.window_code == window_code,
            AppointmentWaiting.appoint_date == day,
            col(AppointmentWaiting.mobile_index).in_(indexes),
        )
        .values(state="gone", applicant_name=None, mobile=None)
        .execution_options(synchronize_session=False)
    )


def forget_waiting(session: Session, today: date) -> None:
    """For housekeeping: nobody waits for a day that is over."""
    session.execute(
        update(AppointmentWaiting)
        .where(AppointmentWaiting.appoint_date < today, AppointmentWaiting.state != "gone")
        .values(state="gone", applicant_name=None, mobile=None)
        .execution_options(synchronize_session=False)
    )


def _waiting_at(window_code: str, day: date) -> tuple[Any, ...]:
    return (
        AppointmentWaiting.window_code == window_code,
        AppointmentWaiting.appoint_date == day,
        AppointmentWaiting.state == "waiting",
    )


def _find(session: Session, opening_key: str, window_code: str, day: date, indexes: tuple[str, ...]) -> Any:
    by_key = select(AppointmentWaiting).where(AppointmentWaiting.opening_key == opening_key)
    by_person = select(AppointmentWaiting).where(
        *_waiting_at(window_code, day), col(AppointmentWaiting.mobile_index).in_(indexes)
    )
    return session.scalars(by_key).first() or session.scalars(by_person).first()
