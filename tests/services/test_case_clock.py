"""A case, whatever is done to it: its two deadlines are what somebody would count who only reads its history."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import Application, ApplicationEvent
from bot.services.applications import filing
from bot.services.applications.errors import NotAllowed
from bot.services.applications.states import State, may_follow
from bot.services.applications.transitions import transition
from bot.services.calendar.working_days import WorkingCalendar
from bot.services.content import CITY_ZONE
from tests.services.city import NOW, add_item, fill, open_draft

KEYS = count()
CALENDAR = WorkingCalendar()
MOVES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 23), st.sampled_from(State)), max_size=7)


@pytest.fixture
def filed(both_engines: Engine) -> Engine:
    with Session(both_engines, future=True) as session:
        add_item(session)
    return both_engines


def by_hand(history: list[tuple[datetime, str]], days: int, kind: str) -> date:
    """One day after another, from the paper: the day it was taken on does not count, nor a day it stood still."""
    taken_on = next((at for at, state in reversed(history) if state == "accepted"), history[0][0])
    still = set()
    for (at, state), (until, _) in pairwise([*history, (history[-1][0] + timedelta(days=900), "")]):
        if state in ("correction", "suspended"):
            day = at.astimezone(CITY_ZONE).date()
            while day < until.astimezone(CITY_ZONE).date():
                day += timedelta(days=1)
                still.add(day)
    day, left = taken_on.astimezone(CITY_ZONE).date(), days
    while left:
        day += timedelta(days=1)
        if day not in still and (kind == "自然日" or CALENDAR.is_working_day(day)):
            left -= 1
    while not CALENDAR.is_working_day(day):
        day += timedelta(days=1)
    return day


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
def test_the_clock_is_what_the_history_says(filed: Engine, moves: list[tuple[int, int, State]]) -> None:
    now, done = NOW, []
    with Session(filed, future=True) as session:
        draft = open_draft(session, f"clock{next(KEYS)}")
        fill(session, draft)
        filing.file(session, draft, now)
        for days, hours, after in moves:
            now += timedelta(days=days, hours=hours)
            case: Any = session.get(Application, draft)
            try:
                transition(session, draft, after, "staff:wang", "按规定", now)
            except NotAllowed:
                assert not may_follow(State(case.state), after)
                continue
            done.append((now, after.value))
        session.commit()
        session.expire_all()
        case = session.get(Application, draft)
        events = session.execute(
            select(
                ApplicationEvent.at,
                ApplicationEvent.from_state,
                ApplicationEvent.to_state,
                ApplicationEvent.actor,
            )
            .where(ApplicationEvent.application_id == draft)
            .order_by(ApplicationEvent.id)
        ).all()
        told = [(event.at, event.to_state) for event in events if event.to_state != "draft"]
        assert [state for _, state in told] == ["submitted", *(state for _, state in done)]
        assert all(event.actor and event.at is not None for event in events)
        assert all(after.from_state == before.to_state for before, after in pairwise(events))
        if not State(case.state).is_paused:
            assert case.statutory_on == by_hand(told, 15, "自然日")
            assert case.promised_on == min(by_hand(told, 10, "自然日"), case.statutory_on)
