"""A PostgreSQL that stands still or is gone: an error in time, at once for those who come after, and back by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from benchmarks.faults.servers import Postgres
from bot.db.session import make_engine

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    pytest.importorskip("pgserver")
    made = Postgres(Path(tmp_path_factory.mktemp("pg")))
    yield made
    made.cleanup()


def ask(engine: Engine) -> float:
    """Seconds until an answer."""
    started = time.monotonic()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    return time.monotonic() - started


def fails(engine: Engine) -> float:
    """Seconds until an error."""
    started = time.monotonic()
    with pytest.raises(OperationalError):
        ask(engine)
    return time.monotonic() - started


def comes_back(engine: Engine) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            ask(engine)
            return True
        except OperationalError:
            time.sleep(0.1)
    return False


@pytest.mark.parametrize("how", ["hang", "stop"])
def test_gone_and_back(server: Postgres, how: str) -> None:
    engine = make_engine(server.database(f"gone_{how}"), 1)
    ask(engine)
    (server.hang if how == "hang" else server.stop)()
    try:
        first = fails(engine)
        assert first < 20  # two waits of two seconds each; a loaded machine counts slowly
        assert fails(engine) < max(1.0, first / 2)  # the next one does not wait again
    finally:
        (server.go_on if how == "hang" else server.start)()
    assert comes_back(engine)
    engine.dispose()


def test_a_slow_statement_ends_by_the_server_and_leaves_the_connection_usable(server: Postgres) -> None:
    engine = make_engine(server.database("slow"), 1)
    with pytest.raises(OperationalError, match="statement timeout"), engine.connect() as connection:
        connection.execute(text("SELECT pg_sleep(30)"))
    assert ask(engine) < 10
    engine.dispose()
