"""一件事, whatever happens: no case lost, none twice, every state with its event; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.db.models import Application, ApplicationEvent, ApplicationMaterial, OutboxMessage
from bot.services.applications import filing, handling, urging, withdrawing
from bot.services.applications.errors import ApplicationError
from bot.services.applications.states import State, may_follow
from bot.services.applications.transitions import transition
from tests.services.bundle_city import add_city, fill_bundle, open_bundle
from tests.services.city import NOW

THREADS = 16
KEYS = count()
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Crash(Exception):
    """The process dies here."""


@pytest.fixture
def city(both_engines: Engine) -> Engine:
    with Session(both_engines, future=True) as session:
        add_city(session)
    return both_engines


@pytest.fixture
def crash(city: Engine) -> Iterator[Callable[[int | None], None]]:
    """Sets after how many statements the next crash comes."""
    left: list[int | None] = [None]

    def statement(*_: Any) -> None:
        if left[0] is not None:
            left[0] -= 1
            if left[0] < 0:
                raise Crash

    event.listen(city, "before_cursor_execute", statement)
    yield lambda after: left.__setitem__(0, after)
    event.remove(city, "before_cursor_execute", statement)


def ready(engine: Engine, **changed: str) -> int:
    with Session(engine, future=True) as session:
        draft_id = open_bundle(session, f"k{next(KEYS)}")
        fill_bundle(session, draft_id, **changed)
        return draft_id


def holds(session: Session, parent_id: int, items: list[str]) -> None:
    """One parent, a case an item, each with its number, its history from nothing to filed, and its materials."""
    cases = session.scalars(
        select(Application)
        .where((Application.id == parent_id) | (Application.parent_id == parent_id))
        .order_by(Application.id)
        .execution_options(populate_existing=True)
    ).all()
    assert [case.item_code for case in cases[1:]] == items
    assert len({case.case_no for case in cases}) == len(cases) and all(case.case_no for case in cases)
    for case in cases:
        _has_its_history(session, case)
        handed = session.scalar(
            select(func.count(ApplicationMaterial.id)).where(ApplicationMaterial.application_id == case.id)
        )
        assert bool(handed) == (case.id != parent_id)
    told = session.scalars(
        select(OutboxMessage.dedupe_key).where(OutboxMessage.kind == "application.submitted")
    ).all()
    assert len([key for key in told if key.startswith(f"application:{parent_id}:")]) == 1


def _has_its_history(session: Session, case: Any) -> None:
    events = session.scalars(
        select(ApplicationEvent)
        .where(ApplicationEvent.application_id == case.id)
        .order_by(ApplicationEvent.sequence)
    ).all()
    assert [each.sequence for each in events] == list(range(1, len(events) + 1))
    assert events[0].from_state is None and events[0].to_state == "draft"
    assert all(later.from_state == earlier.to_state for earlier, later in pairwise(events))
    assert all(
        each.from_state == each.to_state or may_follow(State(each.from_state), State(each.to_state))
        for each in events[1:]
    )
    assert events[-1].to_state == case.state
    assert all(each.actor and each.at is not None for each in events)


@settings(parent=SLOW, max_examples=12)
@given(
    who=st.sampled_from(["母亲", "父亲", "爷爷"]),
    registered=st.sampled_from(["办过", "没有"]),
    insure=st.sampled_from(["要", "不要"]),
    here=st.sampled_from(["在", "不在"]),
    confirms=st.integers(1, 3),
)
def test_whatever_is_answered_each_item_that_applies_is_filed_once(
    city: Engine, who: str, registered: str, insure: str, here: str, confirms: int
) -> None:
    father = {
        "p2_here": here,
        "p2_name": "李梅",
        "p2_id_number": "44010319880501012X",
        "p2_order": "1",
    }
    draft_id = ready(city, who=who, registered=registered, insure=insure, p1_here=here, **father)
    numbers = set()
    for _ in range(confirms):
        with Session(city, future=True) as session:
            receipt = filing.file(session, draft_id, NOW)
            session.commit()
            numbers.add((receipt.case_no, *(part.case_no for part in receipt.parts)))
    assert len(numbers) == 1
    service = who != "爷爷" and registered == "没有" and here == "在"
    items = [
        *(["wj-birth-service"] if service else []),
        "hz-birth-registration",
        *(["yb-resident-enroll"] if insure == "要" else []),
    ]
    with Session(city, future=True) as session:
        holds(session, draft_id, items)


ALL = ["wj-birth-service", "hz-birth-registration", "yb-resident-enroll"]


def test_many_tabs_confirm_at_once(city: Engine) -> None:
    draft_id = ready(city)
    make = sessionmaker(city, future=True, expire_on_commit=False)

    def confirm(_: int) -> tuple[str, ...]:
        with make.begin() as session:
            receipt = filing.file(session, draft_id, NOW)
            return (receipt.case_no, *(part.case_no for part in receipt.parts))

    with ThreadPoolExecutor(THREADS) as pool:
        said = set(pool.map(confirm, range(THREADS)))
    assert len(said) == 1 and len(next(iter(said))) == 4
    with Session(city, future=True) as session:
        holds(session, draft_id, ALL)


@settings(parent=SLOW, max_examples=25)
@given(points=st.lists(st.integers(0, 110), min_size=1, max_size=3), after_commit=st.booleans())
def test_a_crash_at_any_statement_loses_nothing_and_doubles_nothing(
    city: Engine, crash: Callable[[int | None], None], points: list[int], after_commit: bool
) -> None:
    draft_id = ready(city)
    filed = False
    for point in points:
        crash(point)
        try:
            with Session(city, future=True) as session:
                filing.file(session, draft_id, NOW)
                session.commit()
                filed = True
        except Crash:
            pass
        finally:
            crash(None)
        with Session(city, future=True) as session:
            parts = session.scalar(
                select(func.count(Application.id)).where(Application.parent_id == draft_id)
            )
            parent: Any = session.get(Application, draft_id)
            # All of it or nothing: never a number without its items.
            assert (parent.case_no is not None, parts) == ((True, 3) if filed else (False, 0))
            assert parent.state == ("submitted" if filed else "draft")
    with Session(city, future=True) as session:
        receipt = filing.file(session, draft_id, NOW)
        session.commit()
        assert receipt.already_filed == filed
    if after_commit:  # the turn was never saved: the citizen says 确认 again
        with Session(city, future=True) as session:
            again = filing.receipt_of(session, draft_id)
            assert again is not None and again.case_no == receipt.case_no
            assert [part.case_no for part in again.parts] == [part.case_no for part in receipt.parts]
    with Session(city, future=True) as session:
        holds(session, draft_id, ALL)


def _moves(session: Session, parent: int, parts: list[int]) -> dict[str, Callable[[int], object]]:
    return {
        "受理": lambda n: handling.accept(session, parts[n], "staff:1", NOW),
        "不予受理": lambda n: handling.refuse(session, parts[n], "staff:1", NOW, "理由"),
        "办结": lambda n: handling.complete(session, parts[n], "staff:1", NOW, "已办好"),
        "退件": lambda n: handling.send_back(session, parts[n], "staff:1", NOW, "理由"),
        "特别程序": lambda n: handling.suspend(session, parts[n], "staff:1", NOW, "评审"),
        "撤回一项": lambda n: withdrawing.withdraw(session, parts[n], "", NOW),
        "撤回全部": lambda _: withdrawing.withdraw(session, parent, "", NOW),
        "催办全部": lambda _: urging.urge(session, parent, NOW),
        "动总办件": lambda _: transition(session, parent, State.ACCEPTED, "staff:1", "", NOW),
    }


NAMES = sorted(_moves(None, 0, []))  # type: ignore[arg-type]


@settings(parent=SLOW, max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 2)), max_size=12))
def test_the_whole_stands_where_its_items_stand(city: Engine, tried: list[tuple[str, int]]) -> None:
    draft_id = ready(city)
    with Session(city, future=True, expire_on_commit=False) as session:
        filing.file(session, draft_id, NOW)
        session.commit()
        parent: Any = session.get(Application, draft_id)
        ids = list(
            session.scalars(
                select(Application.id).where(Application.parent_id == draft_id).order_by(Application.id)
            )
        )
        for name, number in tried:
            try:
                _moves(session, draft_id, ids)[name](number)
            except ApplicationError:
                session.rollback()
            else:
                session.commit()
                assert name != "动总办件"
            parts = [session.get(Application, each) for each in ids]
            states = [State(part.state) for part in parts if part is not None]
            session.refresh(parent)
            assert State(parent.state) is _expected(states, State(parent.state))
        for case in (parent, *parts) if tried else ():
            _has_its_history(session, case)


def _expected(states: list[State], before: State) -> State:
    """What the whole is by its items alone; once accepted it stays so until all is over."""
    if all(state.is_final for state in states):
        if State.COMPLETED in states:
            return State.COMPLETED
        return State.WITHDRAWN if set(states) == {State.WITHDRAWN} else State.RETURNED
    begun = any(
        state in (State.ACCEPTED, State.IN_PROGRESS, State.SUSPENDED, State.COMPLETED) for state in states
    )
    return State.ACCEPTED if begun or before is State.ACCEPTED else State.SUBMITTED


def test_staff_and_applicant_move_everything_at_once(city: Engine) -> None:
    """Accepting each item while the whole is taken back: nobody waits for ever, and what is told is what stands."""
    draft_id = ready(city)
    make = sessionmaker(city, future=True, expire_on_commit=False)
    with make.begin() as session:
        filing.file(session, draft_id, NOW)
        ids = list(session.scalars(select(Application.id).where(Application.parent_id == draft_id)))

    def move(number: int) -> None:
        try:
            with make.begin() as session:
                if number % 4 == 3:
                    withdrawing.withdraw(session, draft_id, "", NOW + timedelta(minutes=number))
                else:
                    handling.accept(session, ids[number % 4], f"staff:{number}", NOW)
        except ApplicationError:
            pass  # somebody else was quicker

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(move, range(THREADS)))
    with Session(city, future=True) as session:
        parent: Any = session.get(Application, draft_id)
        states = [State(s) for s in session.scalars(select(Application.state).where(Application.id.in_(ids)))]  # type: ignore[union-attr,attr-defined]
        assert State(parent.state) is _expected(states, State(parent.state))
        for number in (draft_id, *ids):
            _has_its_history(session, session.get(Application, number))
