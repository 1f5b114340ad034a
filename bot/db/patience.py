"""PostgreSQL that stands still, or is gone: nobody waits for it longer than they may, and nobody waits twice.

A statement time-out is kept by the server, and a server that hangs keeps nothing: psycopg2 would wait for ever, and
with it the one event loop of the process. So the waiting itself has an end here. After a connection has failed, the
next ones fail at once while a thread looks whether the server is back.
"""

from __future__ import annotations

import select
import threading
import time
from functools import partial
from typing import Any

import psycopg2
import structlog
from psycopg2 import extensions
from sqlalchemy import event
from sqlalchemy.engine import Engine

log = structlog.get_logger()

_LONGER_S = 1.0  # than the server's own time-outs, which say more
_LOOK_EVERY_S = 0.5
_ASKED_WITHIN_S = 30.0  # by anybody, or nobody looks any more
_EVENTS = {extensions.POLL_READ: select.POLLIN, extensions.POLL_WRITE: select.POLLOUT}


class _Patient(extensions.connection):
    """What waits for the server knows how long by this attribute; psycopg2's callback gets nothing else."""

    patience_s: float = 0.0
    gate: Gate | None = None


def patient(timeout_s: int) -> type[_Patient]:
    """A `connection_factory` whose every wait for the server ends, with OperationalError, soon after `timeout_s`."""
    extensions.set_wait_callback(_wait)
    return type("PatientConnection", (_Patient,), {"patience_s": timeout_s + _LONGER_S})


def _wait(connection: Any) -> None:
    patience_s = getattr(connection, "patience_s", 0.0)  # 0: somebody else's connection, for ever
    until = time.monotonic() + patience_s
    while (state := connection.poll()) != extensions.POLL_OK:
        waiting = select.poll()
        waiting.register(connection.fileno(), _EVENTS[state])
        left = (until - time.monotonic()) * 1000 if patience_s else None
        if left is not None and (left <= 0 or not waiting.poll(left)):
            error = psycopg2.OperationalError(f"the server has not answered for {patience_s:g} seconds")
            if connection.gate is not None:  # its own time-outs come before: it stands still
                connection.gate.shut(error)
            raise error
        if left is None:
            waiting.poll()


class Gate:
    """In front of an engine's connections: shut while the server is gone."""

    def __init__(self, engine: Engine, connections: type[_Patient]) -> None:
        self._lost = threading.Event()
        self._asked = 0.0
        self._how: Any = None  # to connect
        connections.gate = self
        event.listen(engine, "do_connect", self._connect)

    def _connect(self, dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        self._asked = time.monotonic()
        self._how = partial(dialect.connect, *arguments, **options)
        if self._lost.is_set():
            raise psycopg2.OperationalError("the server is gone; somebody looks whether it is back")
        try:
            return self._how()
        except psycopg2.OperationalError as error:
            self.shut(error)
            raise

    def shut(self, error: Exception) -> None:
        if not self._lost.is_set():
            self._lost.set()
            log.error("database.lost", why=_kind(error))
            threading.Thread(target=self._look, args=(self._how,), daemon=True).start()

    def _look(self, connect: Any) -> None:
        while time.monotonic() - self._asked < _ASKED_WITHIN_S:
            time.sleep(_LOOK_EVERY_S)
            try:
                connect().close()
            except psycopg2.OperationalError:
                continue
            log.warning("database.back")
            break
        self._lost.clear()


def _kind(error: Exception) -> str:
    """The first line: the server's own words, without an address or a password."""
    words = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return words.rpartition("failed: ")[2][:120]
