"""上岗、暂离: who takes chats now. Whoever has closed the page counts for nobody after a few minutes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import DeskDuty
from bot.services.audit.record import record as audit
from bot.services.handover import hours

SEEN_FOR = timedelta(minutes=3)
_NOTED_EVERY = timedelta(seconds=30)  # being seen is not written with every look


@dataclass(frozen=True)
class OnDuty:
    actor: str
    departments: tuple[str, ...]  # empty = every group
    since: datetime

    def serves(self, group: str) -> bool:
        return not self.departments or not group or group in self.departments


def start(session: Session, actor: str, departments: Collection[str], now: datetime) -> None:
    """上岗; outside office hours it is overtime, and counts all the same."""
    row = session.get(DeskDuty, actor)
    if row is None:
        row = DeskDuty(actor=actor)
        session.add(row)
    row.departments, row.since, row.seen_at, row.is_on = sorted(departments), now, now, True
    row.is_overtime = not hours.is_open(session, now)
    audit(session, actor, "desk.on", at=now)


def stop(session: Session, actor: str, now: datetime) -> None:
    """暂离: nobody new; chats that are held go on."""
    row = session.get(DeskDuty, actor)
    if row is not None and row.is_on:
        row.is_on = False
        audit(session, actor, "desk.off", at=now)


def is_on(session: Session, actor: str) -> bool:
    row = session.get(DeskDuty, actor)
    return row is not None and bool(row.is_on)


def needs_note(session: Session, actor: str, now: datetime) -> bool:
    """Whether it is a while since `seen` was called."""
    row = session.get(DeskDuty, actor)
    return row is None or now - row.seen_at >= _NOTED_EVERY


def seen(session: Session, actor: str, departments: Collection[str], now: datetime) -> None:
    """The desk is open before somebody."""
    row = session.get(DeskDuty, actor)
    if row is None:
        session.add(
            DeskDuty(actor=actor, departments=sorted(departments), since=now, seen_at=now, is_on=False)
        )
    else:
        row.seen_at, row.departments = now, sorted(departments)
    session.flush()


def on_duty(session: Session, now: datetime) -> list[OnDuty]:
    """In office hours everybody who is there; outside only who began outside them."""
    is_open = hours.is_open(session, now)
    rows: Any = session.scalars(
        select(DeskDuty)
        .where(DeskDuty.is_on, DeskDuty.seen_at > now - SEEN_FOR)
        .order_by(DeskDuty.since)
        .execution_options(populate_existing=True)
    )
    return [
        OnDuty(row.actor, tuple(row.departments), row.since) for row in rows if is_open or row.is_overtime
    ]


def why_not(session: Session, group: str, now: datetime) -> str:
    """Empty when somebody takes chats of `group`; else `hours` or `nobody`."""
    if any(each.serves(group) for each in on_duty(session, now)):
        return ""
    return "nobody" if hours.is_open(session, now) else "hours"
