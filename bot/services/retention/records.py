"""Bookings, cases, work orders, ratings: the record stays without the person when its time is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.db.columns import col
from bot.db.models import (
    Application,
    ApplicationEvent,
    ApplicationMaterial,
    Appointment,
    AppointmentSlot,
    Consent,
    Correction,
    DraftCode,
    Rating,
    WorkOrder,
)
from bot.services.applications.states import State
from bot.services.content import CITY_ZONE
from bot.services.retention.batch import remove, remove_by, some
from bot.services.uploads import keep

_ENDED = (State.CANCELLED.value, State.EXPIRED.value)
_CASE = "applicant_name applicant_id_number applicant_index contact_mobile contact_index answers citizen_id"
_ORDER = "content location happened_at target citizen_name mobile mobile_index citizen_id"
_BOOKING = "applicant_name mobile mobile_index citizen_id"


def bookings(session: Session, before: datetime, _now: datetime) -> int:
    day = before.astimezone(CITY_ZONE).date()
    over = select(AppointmentSlot.id).where(AppointmentSlot.appoint_date < day)
    return _without_person(session, Appointment, _BOOKING, col(Appointment.slot_id).in_(over))


def ended_drafts(session: Session, before: datetime, _now: datetime) -> int:
    """Whole: they were never filed, and their answers went when they ended."""
    part = aliased(Application)
    ids = some(
        session,
        Application.id,
        col(Application.state).in_(_ENDED),
        col(Application.case_no).is_(None),
        Application.updated_at < before,
        ~select(part.id).where(part.parent_id == Application.id).exists(),
    )
    for table in (ApplicationEvent, ApplicationMaterial, Correction, DraftCode):
        remove_by(session, table, table.application_id, ids)
    for number in ids:
        keep.keep_only(session, number, ())
    return remove_by(session, Application, Application.id, ids)


def cases(session: Session, before: datetime, _now: datetime) -> int:
    """Archived by then (国务院令第716号第十二条); number, item, dates and result stay."""
    over = (col(Application.finished_at) < before, col(Application.case_no).is_not(None))
    ids = some(session, Application.id, *over, _any_of(Application, _CASE))
    session.execute(
        update(Correction)
        .where(col(Correction.application_id).in_(ids))
        .values(answers=None)
        .execution_options(synchronize_session=False)
    )
    for number in ids:
        keep.keep_only(session, number, ())
    return _blank(session, Application, _CASE, ids)


def work_orders(session: Session, before: datetime, _now: datetime) -> int:
    return _without_person(session, WorkOrder, _ORDER, col(WorkOrder.finished_at) < before)


def ratings(session: Session, before: datetime, _now: datetime) -> int:
    """The level stays, the words go."""
    return _without_person(session, Rating, "comment citizen_id", Rating.created_at < before)


def consents(session: Session, before: datetime, _now: datetime) -> int:
    """Evidence for as long as there is something it was given for."""
    return remove(session, Consent, Consent.at < before)


def _without_person(session: Session, table: Any, names: str, *which: Any) -> int:
    return _blank(session, table, names, some(session, table.id, *which, _any_of(table, names)))


def _any_of(table: Any, names: str) -> Any:
    return or_(*(col(getattr(table, name)).is_not(None) for name in names.split()))


def _blank(session: Session, table: Any, names: str, ids: list[int]) -> int:
    if not ids:
        return 0
    kept = {"updated_at": table.updated_at} if hasattr(table, "updated_at") else {}
    done = session.execute(
        update(table)
        .where(col(table.id).in_(ids))
        .values(**dict.fromkeys(names.split()), **kept)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)
