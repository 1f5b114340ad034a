"""办结时效: cases and work orders finished in a period, against what was promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Application, ApplicationEvent, WorkOrder
from bot.services.applications.deadlines import city_date, pauses
from bot.services.applications.states import State
from bot.services.bundles.schema import is_bundle
from bot.services.calendar.working_days import Pause, load_calendar
from bot.services.insight.durations import Stopwatch, quantile
from bot.services.insight.period import Period
from bot.services.insight.share import Share
from bot.services.work_orders.states import OrderState

_CASE = Application.__table__
_ORDER = WorkOrder.__table__
_EVENT = ApplicationEvent.__table__
_CLOSED = (OrderState.CLOSED.value, OrderState.REVISITED.value)
_AT_ONCE = 500


@dataclass
class Finished:
    """What is finished of one item, type or department."""

    key: str
    department: str
    days: list[int] = field(default_factory=list)  # 工作日, one number each
    promised: int = 0  # those with a promise
    on_time: int = 0

    @property
    def number(self) -> int:
        return len(self.days)

    @property
    def kept(self) -> Share:
        """按时办结率."""
        return Share(self.on_time, self.promised)

    @property
    def median(self) -> int | None:
        return quantile(self.days, 0.5)

    @property
    def p90(self) -> int | None:
        return quantile(self.days, 0.9)

    def add(self, days: int, on_time: bool | None) -> None:
        self.days.append(days)
        if on_time is not None:
            self.promised += 1
            self.on_time += on_time


def cases(session: Session, period: Period) -> list[Finished]:
    """Of 办结 cases, an item each; a 一件事 is counted by its items."""
    columns = (
        "id",
        "item_code",
        "department_code",
        "apply_date",
        "accept_date",
        "finished_at",
        "promised_on",
    )
    query = select(*(_CASE.c[name] for name in (*columns, "paused_days"))).where(
        _CASE.c.state == State.COMPLETED.value,
        _CASE.c.finished_at >= period.starts_at,
        _CASE.c.finished_at < period.ends_at,
        *_theirs(_CASE, period),
    )
    rows = [row for row in session.execute(query) if not is_bundle(row.item_code)]
    stood_still = _pauses(session, [row.id for row in rows if row.paused_days])
    watch = Stopwatch(load_calendar(session))
    found: dict[tuple[str, str], Finished] = {}
    for row in rows:
        start, end = city_date(row.accept_date or row.apply_date), city_date(row.finished_at)
        on_time = end <= row.promised_on if row.promised_on is not None else None
        key = (row.item_code, row.department_code)
        found.setdefault(key, Finished(*key)).add(
            watch.working_days(start, end, stood_still.get(row.id, ())), on_time
        )
    return _most_first(found.values())


def orders(session: Session, period: Period) -> list[Finished]:
    """Of work orders closed in the period, a type and department each."""
    query = select(
        _ORDER.c.order_type,
        _ORDER.c.department_code,
        _ORDER.c.created_at,
        _ORDER.c.finished_at,
        _ORDER.c.due_at,
    ).where(
        _ORDER.c.state.in_(_CLOSED),
        _ORDER.c.parent_id.is_(None),
        _ORDER.c.finished_at >= period.starts_at,
        _ORDER.c.finished_at < period.ends_at,
        *_theirs(_ORDER, period),
    )
    watch = Stopwatch(load_calendar(session))
    found: dict[tuple[str, str], Finished] = {}
    for kind, department, began, ended, due in session.execute(query):
        key = (kind, department or "")
        days = watch.working_days(city_date(began), city_date(ended))
        found.setdefault(key, Finished(*key)).add(days, ended <= due if due is not None else None)
    return _most_first(found.values())


def by_department(found: Iterable[Finished]) -> list[Finished]:
    """The same, a department each."""
    sums: dict[str, Finished] = {}
    for each in found:
        of = sums.setdefault(each.department, Finished(each.department, each.department))
        of.days += each.days
        of.promised += each.promised
        of.on_time += each.on_time
    return _most_first(sums.values())


def together(found: Iterable[Finished]) -> Finished:
    total = Finished("", "")
    for each in found:
        total.days += each.days
        total.promised += each.promised
        total.on_time += each.on_time
    return total


def _pauses(session: Session, ids: list[int]) -> dict[int, list[Pause]]:
    """When each of some cases stood still."""
    history: dict[int, list[tuple[datetime, str]]] = {}
    for at in range(0, len(ids), _AT_ONCE):
        query = (
            select(_EVENT.c.application_id, _EVENT.c.at, _EVENT.c.to_state)
            .where(_EVENT.c.application_id.in_(ids[at : at + _AT_ONCE]))
            .order_by(_EVENT.c.application_id, _EVENT.c.sequence)
        )
        for case_id, moment, state in session.execute(query):
            history.setdefault(case_id, []).append((moment, state))
    return {case_id: pauses(events) for case_id, events in history.items()}


def _theirs(table: Any, period: Period) -> list[Any]:
    return [table.c.department_code.in_(sorted(period.departments))] if period.departments else []


def _most_first(found: Iterable[Finished]) -> list[Finished]:
    return sorted(found, key=lambda each: (-each.number, each.key, each.department))
