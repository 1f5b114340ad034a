"""Engines and sessions: SQLite (WAL) embedded, PostgreSQL beyond one machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import Session, sessionmaker

from bot.settings import get_settings


def make_engine(url: str, timeout_s: int = 3) -> Engine:
    """An engine for `url`; waits at most `timeout_s` for a lock, a connection or a statement.

    Raises ValueError for anything but SQLite and PostgreSQL (MySQL's Float breaks Rasa's session times).
    """
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        database = make_url(url).database
        if database and database != ":memory:":
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            url, future=True, connect_args={"timeout": timeout_s, "check_same_thread": False}
        )
        event.listen(engine, "connect", _sqlite_pragmas)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    if backend == "postgresql":
        milliseconds = timeout_s * 1000
        return create_engine(
            url,
            future=True,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            pool_timeout=timeout_s,
            connect_args={
                "connect_timeout": timeout_s,
                "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds} -c timezone=UTC",
            },
        )
    raise ValueError(f"不支持的数据库：{backend}。请使用 SQLite 或 PostgreSQL。")


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    # pysqlite's own BEGIN comes too late to make a read-then-write transaction safe; SQLAlchemy begins instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # a filed case survives a power cut
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    # Readers of WAL are never blocked by this; two writers queue instead of failing half-way with SQLITE_BUSY.
    mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")


@lru_cache(maxsize=1)
def get_engine() -> Engine:
    settings = get_settings()
    return make_engine(settings.database_url, settings.database_timeout_s)


@lru_cache(maxsize=1)
def session_factory() -> Any:
    return sessionmaker(get_engine(), future=True, expire_on_commit=False)


@contextmanager
def write_session() -> Iterator[Session]:
    """One transaction: commits at the end, rolls back and re-raises on any exception."""
    with session_factory().begin() as session:
        yield session


@contextmanager
def read_session() -> Iterator[Session]:
    """A session for reading only; on SQLite it takes no write lock."""
    with session_factory()() as session:
        session.connection(execution_options={"sqlite_begin": "DEFERRED"})
        yield session
