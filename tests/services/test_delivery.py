"""The outbox: nothing lost, nothing told twice, whatever fails and however many work on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from bot.db.models import Application, ChatEvent, OneTimeCode, OutboxMessage
from bot.services import turn
from bot.services.applications import filing
from bot.services.identity import codes
from bot.services.notices import deliver, events, outbox
from bot.services.notices import nudge as nudging
from bot.services.notices.deliver import Ways, deliver_due
from bot.services.notices.queue import queue
from bot.services.ports.http import PortDown
from bot.settings import get_settings
from tests.services.city import NOW, add_item, fill, open_draft

WHO = "web:who"
Transaction = Callable[[], Any]


def transactions(engine: Engine) -> Transaction:
    make = sessionmaker(engine, future=True, expire_on_commit=False)

    @contextmanager
    def transaction() -> Iterator[Session]:
        with make.begin() as session:
            yield session

    return transaction


def tell(session: Session, number: int, who: str = WHO) -> None:
    payload = {"matter_no": f"01C{number}", "item_name": "居住证"}
    queue(session, "application.accepted", f"k{number}", payload, session_id=who, due_at=NOW)


def test_many_workers_tell_everything_once_and_in_order(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        for number in range(30):
            tell(session, number)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: deliver_due(transaction, Ways(), NOW), range(6)))
    with transaction() as session:
        told = events.after(session, WHO, 0)
        assert [each.sequence for each in told] == list(range(1, 31))
        assert len({each.message["data"]["matter_no"] for each in told}) == 30
        assert [each.sequence for each in events.after(session, WHO, 28)] == [29, 30]


def test_a_worker_that_died_leaves_its_rows_to_the_next(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        tell(session, 1)
    with transaction() as session:
        assert len(outbox.claim(session, NOW, (outbox.OURS,))) == 1  # and then the power went
    assert deliver_due(transaction, Ways(), NOW) == 0
    later = NOW + outbox.LEASE
    assert deliver_due(transaction, Ways(), later) == 1
    assert deliver_due(transaction, Ways(), later + timedelta(days=1)) == 0


def test_a_slow_round_ends_before_its_leases_do(
    session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else another worker takes the same rows up and sends them a second time, while this one goes on."""
    transaction, clock = transactions(engine), [0.0]
    monkeypatch.setattr(deliver, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    with transaction() as own:
        for number in range(5):
            tell(own, number)

    def slow(_: Session, __: str, message: dict[str, Any]) -> bool:
        clock[0] += 20.0
        return True

    ways = Ways(push={"web": slow})
    assert deliver_due(transaction, ways, NOW) == 2
    assert clock[0] < outbox.LEASE.total_seconds()
    at_once = NOW + outbox.FIRST_PAUSE
    with transaction() as own:
        rest = outbox.claim(own, at_once, (outbox.OURS,))
    assert [row.attempts for row in rest] == [1, 1, 1]  # what was not tried counts as no try


class Flaky:
    """Fails so often, then works; counts what really arrived, as an outside system does by its key."""

    def __init__(self, failures: int) -> None:
        self.failures, self.arrived = failures, dict[str, Any]()

    def submit(self, case: Any, key: str) -> str:
        self.failures -= 1
        if self.failures >= 0:
            raise PortDown("status 503")
        self.arrived[key] = case
        return "W-7"

    def send_code(self, mobile: str, code: str, words: str, key: str) -> None:
        self.submit((mobile, code), key)


def run(transaction: Transaction, ways: Ways, start: datetime, steps: int = 14) -> list[int]:
    """Seconds after `start` at which something was tried."""
    tried, now = [], start
    for _ in range(steps):
        deliver_due(transaction, ways, now)
        with transaction() as session:
            rows = session.query(OutboxMessage).filter(OutboxMessage.delivered_at.is_(None)).all()
            if not rows:
                break
            now = min(row.due_at for row in rows)
            tried.append(int((now - start).total_seconds()))
    return tried


def test_a_case_reaches_a_failing_system_in_the_end_and_the_citizen_never_waits(
    both_engines: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings(), "intake_url", "http://intake.invalid")
    transaction, intake = transactions(both_engines), Flaky(5)
    with Session(both_engines, future=True) as session:
        add_item(session)
        draft_id = open_draft(session)
        fill(session, draft_id)
        number = filing.file(session, draft_id, NOW).case_no
        session.query(OutboxMessage).filter(OutboxMessage.kind != outbox.INTAKE).delete()
        session.commit()
    assert run(transaction, Ways(intake=lambda: intake), NOW) == [2, 6, 14, 30, 62]
    assert [case["case_no"] for case in intake.arrived.values()] == [number]
    with transaction() as session:
        assert session.get(Application, draft_id).outside_no == "W-7"


def test_a_code_leaves_when_the_gateway_is_back_and_goes_from_the_table(both_engines: Engine) -> None:
    transaction, gateway = transactions(both_engines), Flaky(2)
    with transaction() as session:
        codes.issue(session, "13800138000", "log_in", WHO, NOW)
    run(transaction, Ways(sms=lambda: gateway), NOW)
    assert len(gateway.arrived) == 1
    with transaction() as session:
        row = session.query(OneTimeCode).one()
        assert (row.code, row.mobile) == (None, None)


def test_a_business_system_that_is_down_holds_up_neither_notices_nor_codes(both_engines: Engine) -> None:
    """Five hundred cases wait for it; it is asked once a round, and what citizens wait for leaves meanwhile."""
    transaction, intake, gateway = transactions(both_engines), Flaky(10**9), Flaky(0)
    with Session(both_engines, future=True) as session:
        add_item(session)
        draft_id = open_draft(session)
        fill(session, draft_id)
        filing.file(session, draft_id, NOW)
        session.query(OutboxMessage).delete()
        session.commit()
    with transaction() as session:
        for number in range(500):
            queue(
                session, outbox.INTAKE, f"case/{number}", {"case_id": draft_id}, session_id=None, due_at=NOW
            )
        tell(session, 1)
        codes.issue(session, "13800138000", "log_in", WHO, NOW)
    ways, asked = Ways(sms=lambda: gateway, intake=lambda: intake), intake.failures
    with Session(both_engines, future=True) as session:
        assert all(outbox.is_waiting(session, NOW, lane) for lane in outbox.LANES)
    assert deliver_due(transaction, ways, NOW, only=outbox.INTAKE) == 0
    assert deliver_due(transaction, ways, NOW, only="notices") == 1
    assert deliver_due(transaction, ways, NOW, only=outbox.SMS) == 1
    assert len(gateway.arrived) == 1 and asked - intake.failures <= 1
    with transaction() as session:
        tries = [
            row.attempts for row in session.query(OutboxMessage).filter(OutboxMessage.kind == outbox.INTAKE)
        ]
    assert sum(tries) <= 1  # who was not asked for has not failed


def test_a_code_that_is_over_is_not_sent(session: Session, engine: Engine) -> None:
    transaction, gateway = transactions(engine), Flaky(0)
    with transaction() as each:
        codes.issue(each, "13800138000", "log_in", WHO, NOW)
    deliver_due(transaction, Ways(sms=lambda: gateway), NOW + codes.VALID_FOR)
    assert gateway.arrived == {}


def test_a_channel_that_is_written_to_is_told_in_the_same_transaction(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(deliver, "log", SimpleNamespace(exception=lambda event, **_: said.append(event)))
    transaction = transactions(engine)
    written: list[str] = []

    def push(session: Session, conversation_id: str, message: dict[str, Any]) -> bool:
        written.append(message["text"])
        if len(written) == 1:
            raise RuntimeError("the disk is full")
        return conversation_id == "telegram:1"

    ways = Ways(push={"telegram": push})
    with transaction() as session:
        tell(session, 1, "telegram:1")
        tell(session, 2, "telegram:2")
    run(transaction, ways, NOW)
    assert len(written) == 3  # the first one again
    assert said == ["outbox.failed"]
    with transaction() as session:
        assert [row.session_id for row in session.query(ChatEvent)] == ["telegram:2"]


def test_a_turn_that_is_saved_stands_though_its_code_could_not_leave_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def locked(*_: Any, **__: Any) -> int:
        raise OperationalError("", {}, Exception("database is locked"))

    monkeypatch.setattr(nudging, "deliver_due", locked)
    nudging.WAKE.clear()
    with turn.turn() as notes:
        notes.nudge = True
        nudging.nudge()
    assert nudging.WAKE.is_set()  # the worker sends it
