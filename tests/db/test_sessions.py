"""The engines behind every session of a process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db.session import (
    get_engine,
    make_engine,
    read_session,
    reading,
    reset_engines,
    session_factory,
    write_session,
)
from bot.settings import get_settings


@pytest.fixture
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", f"sqlite:///{tmp_path / 'own.db'}")
    get_settings.cache_clear()
    reset_engines()
    with get_engine().begin() as connection:
        connection.execute(text("CREATE TABLE note (n INTEGER PRIMARY KEY)"))
    yield
    reset_engines()
    monkeypatch.undo()  # what the test itself has set, too, before anybody else reads the settings
    get_settings.cache_clear()
    reset_engines()


def test_an_engine_is_made_once_however_it_is_asked_for(own_database: None) -> None:
    engines = set()
    for _ in range(3):
        with reading(), read_session(), write_session():
            pass
        with write_session(durable=True):
            pass
        engines |= {id(get_engine()), id(get_engine(durable=False)), id(session_factory().kw["bind"])}
    assert len(engines) == 1


def test_postgresql_has_one_pool_and_sqlite_two_kinds_of_commit(
    own_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connections of a replica are counted by it (deploy/kubernetes/autoscaler.yaml, docs/scaling.md)."""
    assert get_engine(durable=True) is not get_engine()
    reset_engines()
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    get_settings.cache_clear()
    reset_engines()
    assert get_engine(durable=True) is get_engine()
    assert get_engine().pool.size() + get_engine().pool._max_overflow == 20
    reset_engines()


def test_what_is_written_is_committed_and_what_fails_is_not(own_database: None) -> None:
    with write_session() as session:
        session.execute(text("INSERT INTO note VALUES (1)"))
    with pytest.raises(ZeroDivisionError), write_session(durable=True) as session:
        session.execute(text("INSERT INTO note VALUES (2)"))
        raise ZeroDivisionError
    with read_session() as session:
        assert session.execute(text("SELECT n FROM note")).scalars().all() == [1]


def test_a_reader_is_not_held_up_by_a_writer(own_database: None) -> None:
    with write_session() as session:
        session.execute(text("INSERT INTO note VALUES (1)"))
        with reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM note")).scalar() == 0


def test_a_filing_survives_a_power_cut(own_database: None) -> None:
    levels = []
    for durable in (False, True):
        with get_engine(durable=durable).connect() as connection:
            levels.append(connection.execute(text("PRAGMA synchronous")).scalar())
    assert levels == [1, 2]  # NORMAL, FULL


def test_no_other_database() -> None:
    with pytest.raises(ValueError, match="SQLite 或 PostgreSQL"):
        make_engine("mysql://somewhere/x")
