"""A full disk, a locked database, a clock that jumps: words for the citizen, nothing lost, on again without hands."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.engine import make_url

from bot.db.base import utc_now
from bot.db.session import get_engine
from bot.settings import get_settings
from tests.channels.citizen import Citizen, texts

KEPT = "都还在"
UP_TO_ADDRESS = (
    "我要申请居住证",
    "不在",
    "满了",
    "租房",
    "同意",
    "张伟",
    "410184199003150013",
    "13912345678",
)
ADDRESS = "云江市江滨区幸福路18号3栋502室"
REST = ("2024年3月1日", "租的", "自己去取", "没有")


def fill_the_free_pages() -> None:
    """Take what deleted rows left behind: how much that is depends on what was swept up before."""
    with closing(sqlite3.connect(str(make_url(get_settings().database_url).database), timeout=30)) as filler:
        filler.execute("CREATE TABLE IF NOT EXISTS filler (room BLOB)")
        filler.commit()
        filler.execute("PRAGMA max_page_count=1")
        for size in (1 << 20, 1 << 16, 1 << 12, 1 << 8):
            with suppress(sqlite3.OperationalError):  # full: the next smaller size
                while True:
                    filler.execute("INSERT INTO filler VALUES (zeroblob(?))", (size,))
                    filler.commit()


@contextmanager
def full_disk() -> Iterator[None]:
    """No page more than there are, for every connection; what SQLite says is what it says of a full disk."""

    def limit(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    def lift(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1073741823")

    engines = [get_engine(), get_engine(durable=True)]
    for engine in engines:
        event.listen(engine, "checkout", limit)
    try:
        fill_the_free_pages()
        yield
    finally:
        for engine in engines:
            event.remove(engine, "checkout", limit)
            event.listen(engine, "checkout", lift)  # stays: the limit is a connection's own


@contextmanager
def locked_database() -> Iterator[None]:
    """Somebody else writes and does not end."""
    other = sqlite3.connect(str(make_url(get_settings().database_url).database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def answer(citizen: Citizen, text: str, message_id: str) -> str:
    """What the citizen reads, whatever the status."""
    response = citizen.post({"text": text, "message_id": message_id})
    assert response.status_code in (200, 503)
    body = response.json()
    return str(body["detail"]) if response.status_code == 503 else texts(body["messages"])


def field(citizen: Citizen) -> str | None:
    fields = [message["data"]["field"] for message in citizen.last if message["type"] == "form_field"]
    return fields[-1] if fields else None


@pytest.mark.parametrize("fault", [full_disk, locked_database])
def test_the_citizen_is_told_and_goes_on_where_it_was(
    client: TestClient, fault: Callable[[], AbstractContextManager[None]]
) -> None:
    citizen = Citizen(client)
    for said in UP_TO_ADDRESS:
        citizen.say(said)
    assert field(citizen) == "address"
    long_address = ADDRESS + "，门口有一棵大槐树" * 20  # more than fits into the pages there are
    with fault():
        # A few answers may fit into the room that is left.
        told = [answer(citizen, long_address, "m0")]
        while KEPT not in told[-1] and len(told) < 400:
            told.append(answer(citizen, long_address, f"m{len(told)}"))
        assert KEPT in told[-1], told[-1]
        assert client.get("/healthz").status_code == 200
    citizen.say(ADDRESS, "again")
    for _ in range(3):  # an answer that did fit was taken, as the citizen was told
        if field(citizen) == "arrived_on":
            break
        citizen.say(ADDRESS)
    assert field(citizen) == "arrived_on"
    for said_now in REST:
        citizen.say(said_now)
    messages = citizen.click("确认提交")
    assert any(message["type"] == "receipt" for message in messages)


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(hours=3)], ids=["back", "ahead"])
def test_a_clock_that_jumps_ends_no_conversation_and_loses_no_draft(
    client: TestClient, jump: timedelta
) -> None:
    citizen = Citizen(client)
    for said in UP_TO_ADDRESS:
        citizen.say(said)
    with time_machine.travel(utc_now() + jump, tick=True):
        citizen.say(ADDRESS)
        assert field(citizen) == "arrived_on"
    for said in REST:
        citizen.say(said)
    messages = citizen.click("确认提交")
    assert any(message["type"] == "receipt" for message in messages)
