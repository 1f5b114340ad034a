"""Two agents never hold one chat: at once, and whatever they try in whatever order, on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from bot.db.columns import col
from bot.db.models import Handover, HandoverEvent, HandoverLine
from bot.services.handover import asking, holding, lines, sweep
from bot.services.handover.errors import DeskError
from bot.services.handover.states import State
from tests.services.desk_days import HE, LIN, WEB, ZHOU, DeskDay

THREADS = 16
AGENTS = (LIN, ZHOU, HE)


@pytest.fixture
def desk(both_engines: Engine) -> DeskDay:
    return DeskDay(both_engines)


def at_once(deed: Any) -> list[Any]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(deed, range(THREADS)))


def test_one_of_many_agents_gets_the_chat(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    chat = desk.ask().standing.id

    def claim(number: int) -> str:
        try:
            with desk.session() as session:
                holding.claim(session, {}, chat, f"staff:a{number}", number, (), desk.now)
        except DeskError as error:
            return str(error)
        return ""

    said = at_once(claim)
    (winner,) = [number for number, words in enumerate(said) if not words]
    assert all(f"正由 a{winner} 接待" in words for number, words in enumerate(said) if number != winner)
    with desk.session() as session:
        claims = select(func.count()).where(HandoverEvent.action == "claim")
        assert session.scalar(claims) == 1
    assert len(desk.heard()) == 1 and desk.row(chat).agent == f"staff:a{winner}"


def test_asked_many_times_at_once_is_asked_once(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    assert len({asked.standing.id for asked in at_once(lambda _: desk.ask())}) == 1
    with desk.session() as session:
        assert session.scalar(select(func.count()).select_from(Handover)) == 1


def test_words_of_both_sides_at_once_are_all_there_in_one_order(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    chat = desk.ask().standing.id
    with desk.session() as session:
        holding.claim(session, {}, chat, LIN, 1, (), desk.now)

    def speak(number: int) -> None:
        with desk.session() as session:
            if number % 2:
                holding.speak(session, {}, chat, LIN, f"话 {number}", desk.now)
            else:
                asking.hear(session, chat, f"话 {number}", desk.now)

    at_once(speak)
    with desk.session() as session:
        said = lines.after(session, chat, 0)
        numbers = session.scalars(select(HandoverLine.sequence).order_by(HandoverLine.sequence)).all()
    assert numbers == list(range(1, THREADS + 2)) and len({line.text for line in said}) == THREADS + 1
    pushed = [text for text in desk.heard() if "话" in text and "人工 1 号】" in text]
    assert pushed == [line.text for line in said if line.who == "agent"]


def test_two_replicas_sweep_and_one_tells(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    desk.ask()
    desk.now = desk.now.replace(hour=13)
    assert sum(at_once(lambda _: sweep.sweep(desk.session, {}, desk.now))) == 1
    assert len(desk.heard()) == 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["ask", "hear", "end", "claim", "speak", "transfer", "back", "close", "service", "sweep"]
        ),
        st.sampled_from(AGENTS),
        st.integers(0, 20),  # minutes that go by
    ),
    max_size=14,
)


def do(desk: DeskDay, step: str, agent: str) -> None:
    with desk.session() as session:
        chat = session.scalar(select(func.max(Handover.id))) or 0
        if step == "sweep":
            pass
        elif step == "ask":
            asking.ask(session, WEB, "web", desk.now)
        elif step == "hear":
            asking.hear(session, chat, "在吗", desk.now)
        elif step == "end":
            asking.end(session, chat, desk.now)
        elif step == "claim":
            holding.claim(session, {}, chat, agent, 1, (), desk.now)
        elif step == "speak":
            holding.speak(session, {}, chat, agent, "您好", desk.now)
        elif step == "transfer":
            holding.transfer(session, {}, chat, agent, "", "综合", "换人", desk.now)
        elif step == "service":
            asking.begin_service(session, chat, "居住证", desk.now)
        else:
            {"back": holding.hand_back, "close": holding.close}[step](session, {}, chat, agent, desk.now)
    if step == "sweep":
        sweep.sweep(desk.session, {}, desk.now)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_tried_one_agent_holds_a_chat(engine: Engine, steps: list[tuple[str, str, int]]) -> None:
    desk = DeskDay(engine)
    with desk.session() as session:
        for table in (HandoverLine, HandoverEvent, Handover):
            session.query(table).delete()
    desk.on_duty(*AGENTS)
    holder: str | None = None
    for step, agent, minutes in steps:
        desk.later(minutes=minutes)
        before = holder
        try:
            do(desk, step, agent)
            done = True
        except DeskError:
            done = False
        with desk.session() as session:
            row = session.scalars(
                select(Handover)
                .order_by(col(Handover.id).desc())
                .limit(1)
                .execution_options(populate_existing=True)
            ).first()
            open_ones = session.scalar(
                select(func.count()).where(col(Handover.state).in_([s.value for s in State if s.is_open]))
            )
            last = session.scalar(
                select(HandoverEvent.to_state).order_by(col(HandoverEvent.id).desc()).limit(1)
            )
        holder = row.agent if row is not None and row.state == "held" else None
        assert open_ones <= 1
        assert row is None or row.state == last  # every change has its event
        if step in ("speak", "transfer", "back", "close"):
            assert done == (before == agent)  # only who holds it
        if step == "claim" and row is not None:
            assert done == (before is None and holder == agent)
