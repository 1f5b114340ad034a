"""What citizens were told against what stands in the database: lost, twice, or by halves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.faults import errands
from benchmarks.faults.citizen import Citizen
from bot.db.columns import col
from bot.db.models import (
    Application,
    ApplicationEvent,
    ApplicationMaterial,
    Appointment,
    AppointmentEvent,
    AppointmentSlot,
    FaqRelease,
    FaqReleaseEntry,
    OutboxMessage,
    WorkOrder,
    WorkOrderEvent,
)
from bot.db.models.conversation import Conversation, Turn
from bot.db.session import make_engine
from bot.services.audit.verify import verify


@dataclass
class Told:
    """By citizen: whom they are and the number they were told."""

    cases: dict[str, tuple[int, str]] = field(
        default_factory=dict
    )  # conversation → (citizen's number, case no)
    bookings: dict[str, tuple[int, str]] = field(default_factory=dict)
    orders: dict[str, tuple[int, str]] = field(default_factory=dict)
    releases: list[int] = field(default_factory=list)


@dataclass
class Found:
    """`wrong`: what is there and is not as it must be, in words."""

    lost: int = 0
    doubled: int = 0
    halved: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.halved)

    def add(self, kind: str, what: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        self.wrong.append(f"{kind}: {what}")

    def __str__(self) -> str:
        return f"lost {self.lost}, doubled {self.doubled}, half-written {self.halved}"


def compare(database: str, told: Told) -> Found:
    """Reads every table that the errands touch. The process that wrote them need not run."""
    engine, found = make_engine(database, 30), Found()
    with Session(engine, future=True) as session:
        _numbers(session, told.cases, Application.case_no, Application.session_id, found)
        _numbers(session, told.bookings, Appointment.appoint_no, Appointment.session_id, found)
        _numbers(session, told.orders, WorkOrder.order_no, WorkOrder.session_id, found)
        for kind, what in _halves(session, told):
            found.add(kind, what)
    engine.dispose()
    return found


def _numbers(
    session: Session, told: Mapping[str, tuple[int, str]], number: Any, owner: Any, found: Found
) -> None:
    """Each citizen has exactly the one number that they were told."""
    rows = session.execute(select(owner, number).where(number.is_not(None))).all()
    there: dict[str, list[str]] = {}
    for conversation, value in rows:
        there.setdefault(conversation, []).append(value)
    for conversation, (who, value) in told.items():
        mine = there.get(conversation, [])
        if value not in mine:
            found.add("lost", f"citizen {who} was told {value}, there is {mine}")
        if len(mine) > 1:
            found.add("doubled", f"citizen {who} has {mine}")


def _halves(session: Session, told: Told) -> Iterator[tuple[str, str]]:
    yield from _cases(session, told)
    yield from _events(session, AppointmentEvent, AppointmentEvent.appointment_id, Appointment, "booking")
    yield from _events(session, WorkOrderEvent, WorkOrderEvent.order_id, WorkOrder, "work order")
    yield from _slots(session)
    yield from _turns(session)
    yield from _releases(session, told.releases)
    chain = verify(session)
    if chain.problem:
        yield "halved", chain.problem


def _cases(session: Session, told: Told) -> Iterator[tuple[str, str]]:
    queued = Counter(
        session.scalars(select(OutboxMessage.kind).where(OutboxMessage.kind == "application.submitted"))
    )
    filed = session.scalars(select(Application).where(col(Application.case_no).is_not(None))).all()
    if queued["application.submitted"] != len(filed):
        yield "halved", f"{len(filed)} cases, {queued['application.submitted']} notices"
    for case in filed:
        events = session.scalars(
            select(ApplicationEvent.to_state)
            .where(ApplicationEvent.application_id == case.id)
            .order_by(ApplicationEvent.sequence)
        ).all()
        handed = session.scalar(
            select(func.count(ApplicationMaterial.id)).where(ApplicationMaterial.application_id == case.id)
        )
        if list(events) != ["draft", "submitted"] or not handed:
            yield "halved", f"{case.case_no}: events {events}, {handed} materials"
        if case.session_id in told.cases:
            yield from _answers(case, told.cases[case.session_id][0])


def _answers(case: Any, number: int) -> Iterator[tuple[str, str]]:
    """What was said stands where it was said."""
    who = Citizen.__new__(Citizen)
    who.number = number
    stored = json.loads(case.answers)["answers"]
    for key, said in errands.application(who).items():
        if key in ("name", "mobile", "address", "remark") and stored.get(key) != said:
            yield "halved", f"{case.case_no}: {key} is not what was said"


def _events(session: Session, event: Any, owner: Any, table: Any, name: str) -> Iterator[tuple[str, str]]:
    """Each has its first event, and none twice."""
    counted = dict(session.execute(select(owner, func.count()).group_by(owner)).all())
    for row_id in session.scalars(select(table.id)):
        if counted.get(row_id, 0) != 1:
            yield "halved", f"{name} {row_id} has {counted.get(row_id, 0)} events"


def _slots(session: Session) -> Iterator[tuple[str, str]]:
    booked = dict(
        session.execute(
            select(Appointment.slot_id, func.count())
            .where(Appointment.state == "booked")
            .group_by(Appointment.slot_id)
        ).all()
    )
    for slot in session.scalars(select(AppointmentSlot)):
        if slot.capacity - slot.remaining != booked.get(slot.id, 0):
            yield (
                "halved",
                f"slot {slot.id}: {slot.remaining} of {slot.capacity} left, {booked.get(slot.id, 0)} booked",
            )


def _turns(session: Session) -> Iterator[tuple[str, str]]:
    """A conversation's turns are 1, 2, 3 …, as many as it says."""
    query = (
        select(Conversation.id, Conversation.turns, func.count(Turn.seq), func.max(Turn.seq))
        .outerjoin(Turn, Turn.conversation_id == Conversation.id)
        .group_by(Conversation.id, Conversation.turns)
    )
    for conversation, says, has, last in session.execute(query):
        if not says == has == (last or 0):
            yield "halved", f"{conversation[:12]} says {says} turns, has {has} up to {last}"


def _releases(session: Session, told: list[int]) -> Iterator[tuple[str, str]]:
    entries = dict(
        session.execute(
            select(FaqReleaseEntry.release_id, func.count()).group_by(FaqReleaseEntry.release_id)
        ).all()
    )
    releases = session.scalars(select(FaqRelease)).all()
    if sum(release.is_active for release in releases) != 1:
        yield "halved", "not exactly one active release"
    full = max(entries.values(), default=0)
    for release in releases:
        if entries.get(release.id, 0) != full:
            yield "halved", f"release {release.sequence} has {entries.get(release.id, 0)} of {full} entries"
    for sequence in set(told) - {release.sequence for release in releases}:
        yield "lost", f"release {sequence} was announced"
