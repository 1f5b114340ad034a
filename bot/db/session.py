"""Engines and sessions: SQLite (WAL) embedded, PostgreSQL beyond one machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from json import JSONEncoder
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from bot.db.patience import Gate, patient
from bot.db.watched import watch
from bot.settings import get_settings

__all__ = [
    "Session",
    "after_commit",
    "get_engine",
    "make_engine",
    "read_session",
    "reader_factory",
    "reading",
    "reset_engines",
    "session_factory",
    "write_session",
]

_to_json = JSONEncoder(
    ensure_ascii=False, separators=(",", ":")
).encode  # Chinese as it is, a third of its escapes


def make_engine(url: str, timeout_s: int = 3, *, durable: bool = True) -> Engine:
    """An engine for `url`; waits at most `timeout_s` for a lock, a connection or a statement.

    On SQLite a `durable` commit survives a power cut (one fsync each); the others survive a crash of the process.

    Raises ValueError for anything but SQLite and PostgreSQL (MySQL's Float breaks Rasa's session times).
    """
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        database = make_url(url).database
        if database and database != ":memory:":
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            url,
            future=True,
            hide_parameters=True,  # an error in a log must not quote what a citizen typed
            json_serializer=_to_json,
            poolclass=QueuePool,  # SQLAlchemy 1.4 would open the file anew for every transaction
            pool_use_lifo=True,  # the connection that wrote last has its pages at hand, the others read them again
            pool_size=10,
            max_overflow=20,
            pool_timeout=timeout_s,
            connect_args={"timeout": timeout_s, "check_same_thread": False},
        )
        event.listen(engine, "connect", partial(_sqlite_pragmas, "FULL" if durable else "NORMAL"))
        event.listen(engine, "begin", _begin_immediate)
        watch(engine)
        return engine
    if backend == "postgresql":
        milliseconds, connections = timeout_s * 1000, patient(timeout_s)
        engine = create_engine(
            url,
            future=True,
            hide_parameters=True,
            json_serializer=_to_json,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            pool_timeout=timeout_s,
            connect_args={
                "connect_timeout": timeout_s,
                "connection_factory": connections,
                "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds} -c timezone=UTC",
            },
        )
        Gate(engine, connections)
        watch(engine)
        return engine
    raise ValueError(f"不支持的数据库：{backend}。请使用 SQLite 或 PostgreSQL。")


def _sqlite_pragmas(synchronous: str, connection: Any, _record: Any) -> None:
    # pysqlite's own BEGIN comes too late to make a read-then-write transaction safe; SQLAlchemy begins instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute(f"PRAGMA synchronous={synchronous}")
    cursor.execute(
        "PRAGMA wal_autocheckpoint=4000"
    )  # pages: a checkpoint waits for the disk, in somebody's turn
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    # Readers of WAL are never blocked by this; two writers queue instead of failing half-way with SQLITE_BUSY.
    mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    begin = f"BEGIN {mode}"
    try:  # straight to the driver: SQLAlchemy's way round takes as long as a query
        connection.connection.dbapi_connection.execute(begin)
    except sqlite3.OperationalError as error:
        raise OperationalError(begin, None, error) from error


def get_engine(*, durable: bool = False) -> Engine:
    return _engine(durable)


def session_factory(*, durable: bool = False) -> Any:
    return _factory(durable)


# Behind one positional argument: f() and f(durable=False) would be two entries of the same cache.
@lru_cache(maxsize=2)
def _engine(durable: bool) -> Engine:
    settings = get_settings()
    if durable and make_url(settings.database_url).get_backend_name() == "postgresql":
        return _engine(False)  # every commit of it is durable: one pool, not two
    return make_engine(settings.database_url, settings.database_timeout_s, durable=durable)


@lru_cache(maxsize=2)
def _factory(durable: bool) -> Any:
    return sessionmaker(_engine(durable), future=True, expire_on_commit=False)


@lru_cache(maxsize=1)
def _reader() -> Any:
    """The engine over the same connections whose transactions take no write lock on SQLite."""
    return _engine(False).execution_options(sqlite_begin="DEFERRED")


@lru_cache(maxsize=1)
def reader_factory() -> Any:
    """Makes sessions that take no write lock on SQLite."""
    return sessionmaker(_reader(), future=True, expire_on_commit=False)


_LATER = "after commit"


def after_commit(session: Session, do: Callable[..., None], *what: Any) -> None:
    """Done once `write_session` has committed, and not at all when it rolls back."""
    session.info.setdefault(_LATER, []).append(partial(do, *what))


@contextmanager
def write_session(*, durable: bool = False, factory: Any = None) -> Iterator[Session]:
    """One transaction: commits at the end, rolls back and re-raises on any exception.

    Filing, booking and complaints are `durable`; a turn of the conversation need not be. A worker that outlives a
    change of settings brings the `factory` it began with.
    """
    with (factory or session_factory(durable=durable)).begin() as session:
        yield session
    for do in session.info.pop(_LATER, ()):
        do()


@contextmanager
def reading() -> Iterator[Connection]:
    """A plain connection for reading only; on SQLite it takes no write lock."""
    with _reader().connect() as connection:
        yield connection


@contextmanager
def read_session() -> Iterator[Session]:
    """A session for reading only; on SQLite it takes no write lock."""
    with reader_factory()() as session:
        yield session


def reset_engines() -> None:
    """Close every pool and forget the settings' database: for tests and forked workers."""
    for durable in (False, True):
        get_engine(durable=durable).dispose()
    for made in (reader_factory, _reader, _factory, _engine):
        made.cache_clear()
