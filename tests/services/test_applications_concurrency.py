"""Fifty confirms of one draft at once are one case, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.db.models import Application, ApplicationEvent, OutboxMessage, ProofAttempt
from bot.services.applications import drafts, filing
from bot.services.applications.progress import progress
from bot.services.applications.views import NotFound
from tests.services.city import CONVERSATION, ITEM, NOW, add_item, fill, open_draft

T = TypeVar("T")
THREADS = 50


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_engine(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.getfixturevalue("engine" if request.param == "sqlite" else "postgres_engine")
    return engine


def at_once(engine: Engine, work: Callable[[Session], T]) -> list[T]:
    make = sessionmaker(engine, future=True, expire_on_commit=False)

    def one(_: int) -> T:
        with make.begin() as session:
            return work(session)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def test_one_draft_becomes_one_case(any_engine: Engine) -> None:
    with Session(any_engine, future=True) as session:
        add_item(session)
        draft_id = open_draft(session)
        fill(session, draft_id)
    receipts = at_once(any_engine, lambda session: filing.file(session, draft_id, NOW))
    assert len({receipt.case_no for receipt in receipts}) == 1
    assert len({(receipt.promised_on, receipt.statutory_on, receipt.filed_at) for receipt in receipts}) == 1
    assert sum(not receipt.already_filed for receipt in receipts) == 1
    with Session(any_engine, future=True) as session:
        filed = (
            select(func.count()).select_from(ApplicationEvent).where(ApplicationEvent.to_state == "submitted")
        )
        assert session.scalar(filed) == 1
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 1


def test_one_opening_is_one_draft(any_engine: Engine) -> None:
    with Session(any_engine, future=True) as session:
        add_item(session)
    opened = at_once(any_engine, lambda session: open_draft(session))
    assert len(set(opened)) == 1
    with Session(any_engine, future=True) as session:
        assert session.scalar(select(func.count()).select_from(Application)) == 1


def test_parallel_guesses_are_all_counted(any_engine: Engine) -> None:
    with Session(any_engine, future=True) as session:
        add_item(session)
        draft_id = open_draft(session)
        fill(session, draft_id)
        case_no = filing.file(session, draft_id, NOW).case_no
        session.commit()
    answers = at_once(any_engine, lambda session: progress(session, case_no, proof="000000", now=NOW))
    assert sum(isinstance(a, NotFound) and not a.locked for a in answers) == 5
    with Session(any_engine, future=True) as session:
        assert session.scalars(select(ProofAttempt)).one().wrong == 5


def test_answers_of_many_tabs_are_taken_one_after_another(any_engine: Engine) -> None:
    with Session(any_engine, future=True) as session:
        add_item(session)
        draft_id = open_draft(session)
        session.commit()
    kinds = at_once(any_engine, lambda session: drafts.answer(session, draft_id, "不是", NOW).kind)
    assert sorted(kinds) == ["ineligible"] * (THREADS - 1) + [
        "next"
    ]  # nobody answered a question already answered
    with Session(any_engine, future=True) as session:
        found = drafts.find_open_draft(session, CONVERSATION, ITEM, now=NOW)
        assert found is not None and found.answered == 1
