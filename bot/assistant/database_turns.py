"""Turns kept apart by PostgreSQL itself: advisory locks, all of one process on one connection.

Certain whatever becomes of Redis, which alone knows the order: who waits here is let in by chance. A killed replica's
locks end with its connection.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.db.session import get_engine

_TRY = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 7260002))")
_FREE = text("SELECT pg_advisory_unlock(hashtextextended(:name, 7260002))")


class DatabaseTurns:
    """Raises sqlalchemy's DBAPIError when PostgreSQL does not answer."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._held: set[str] = set()  # tickets; a lock would be given to this connection twice
        self._count = count()

    async def line_up(self, conversation_id: str) -> str:
        return f"{next(self._count)} {conversation_id}"

    async def may_go(self, ticket: str) -> bool:
        if self._ask(_TRY, ticket):
            self._held.add(ticket)
        return ticket in self._held

    async def done(self, ticket: str) -> None:
        if ticket in self._held:
            self._held.discard(ticket)
            self._ask(_FREE, ticket)

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # not back into the pool: the locks go with it
            self._connection.close()
            self._connection = None

    def _ask(self, question: Any, ticket: str) -> Any:
        known = self._connection is not None
        try:
            return self._execute(question, ticket)
        except DBAPIError:
            if not known or question is _FREE:
                raise
            return self._execute(question, ticket)  # the server was started anew meanwhile

    def _execute(self, question: Any, ticket: str) -> Any:
        if self._connection is None:
            connection = get_engine().connect()
            self._connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            return self._connection.execute(question, {"name": ticket.partition(" ")[2]}).scalar()
        except DBAPIError:  # the locks went with the connection
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
            raise
