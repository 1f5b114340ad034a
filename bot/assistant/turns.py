"""What keeps this replica from the others: PostgreSQL, and Redis for the order in which they came."""

from __future__ import annotations

import time
from itertools import count

import structlog
from redis.exceptions import RedisError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.assistant import metrics
from bot.assistant.database_turns import DatabaseTurns
from bot.assistant.locks import Turns
from bot.assistant.redis_turns import LostTicket, RedisTurns
from bot.settings import Settings

log = structlog.get_logger()

_AGAIN_S = 1.0  # Redis that has just failed is not asked by every message


class AloneTurns:
    """No guard between replicas: SQLite serves one process."""

    def __init__(self) -> None:
        self._count = count()

    async def line_up(self, conversation_id: str) -> str:
        return f"{next(self._count)} {conversation_id}"

    async def may_go(self, ticket: str) -> bool:
        return True

    async def done(self, ticket: str) -> None:
        pass

    async def close(self) -> None:
        pass


class InLine:
    """The order from Redis, the certainty from `guard`: while Redis is gone nothing is certain to be in order, and
    still no two replicas answer one citizen at once."""

    def __init__(self, redis: RedisTurns, guard: Turns) -> None:
        self._redis, self._guard = redis, guard
        self._lost_at: float | None = None
        self._places: dict[str, str] = {}  # tickets of the guard that stand in line, as what

    @property
    def redis_answers(self) -> bool:
        """Whether it did when it was last asked."""
        return self._lost_at is None

    async def line_up(self, conversation_id: str) -> str:
        ticket = await self._guard.line_up(conversation_id)
        if self._lost_at is None or time.monotonic() - self._lost_at > _AGAIN_S:
            try:
                self._places[ticket] = await self._redis.line_up(conversation_id)
            except RedisError as error:
                self._lost(error)
            else:
                self._back()
        return ticket

    async def may_go(self, ticket: str) -> bool:
        place = self._places.get(ticket)
        if place is not None:
            try:
                if not await self._redis.may_go(place):
                    return False
            except LostTicket:
                del self._places[ticket]
            except RedisError as error:
                self._lost(error)
                del self._places[ticket]
        return await self._guard.may_go(ticket)

    async def done(self, ticket: str) -> None:
        try:
            await self._guard.done(ticket)
        except DBAPIError:
            log.warning("turns.not_given_back", exc_info=True)  # the lock ends with its connection
        place = self._places.pop(ticket, None)
        if place is not None:
            try:
                await self._redis.done(place)
            except RedisError as error:
                self._lost(error)  # the ticket ends by itself

    async def close(self) -> None:
        await self._redis.close()
        await self._guard.close()

    def _lost(self, error: RedisError) -> None:
        if self._lost_at is None:
            log.error("turns.redis_lost", why=type(error).__name__)
        self._lost_at = time.monotonic()
        metrics.redis_up(False)

    def _back(self) -> None:
        if self._lost_at is not None:
            log.warning("turns.redis_back")
        self._lost_at = None
        metrics.redis_up(True)


def turns_of(settings: Settings) -> Turns | None:
    """None where nothing but this process can answer: SQLite without Redis."""
    on_postgres = make_url(settings.database_url).get_backend_name() == "postgresql"
    if settings.redis_url is not None:
        return InLine(RedisTurns(settings.redis_url), DatabaseTurns() if on_postgres else AloneTurns())
    return DatabaseTurns() if on_postgres else None
