"""The line of messages of a conversation in Redis, where every replica stands in it.

Rasa's ticket lock reads, changes and writes back, so that two replicas get the same turn (docs/reliability.md). Here
each step is one script, which Redis runs alone. A ticket that nobody keeps alive, its replica having been killed, is
stepped over.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from typing import Any

from redis import Redis
from redis import asyncio as aredis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError

LEASE_S = 6.0  # how long the line stands still when a replica is killed in somebody's turn
_KEEP_ALIVE_S = 1.5
_ANSWERS_WITHIN_S = 1.0
_LINE, _TICKET, _COUNT = "zhengwen:line:", "zhengwen:ticket:", "zhengwen:tickets"
_FORGET_MS = 3_600_000

_FRONT = """
local function front(line, ticket)
  while true do
    local head = redis.call('ZRANGE', line, 0, 0)[1]
    if head == ticket then return 1 end
    if not head then return 0 end
    if redis.call('EXISTS', ARGV[1] .. head) == 1 then return 0 end
    redis.call('ZREM', line, head)
  end
end
"""
_LINE_UP = (
    _FRONT
    + """
redis.call('ZADD', KEYS[1], redis.call('INCR', KEYS[2]), ARGV[2])
redis.call('SET', ARGV[1] .. ARGV[2], 1, 'PX', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return front(KEYS[1], ARGV[2])
"""
)
_MAY_GO = (
    _FRONT
    + """
if not redis.call('ZSCORE', KEYS[1], ARGV[2]) then return -1 end
return front(KEYS[1], ARGV[2])
"""
)
_DONE = "redis.call('ZREM', KEYS[1], ARGV[2]); redis.call('DEL', ARGV[1] .. ARGV[2])"


class LostTicket(Exception):
    """It was stepped over: this process stood still for longer than a lease."""


class RedisTurns:
    """Raises redis.RedisError when Redis does not answer."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: Any = None
        self._first: set[str] = set()  # tickets that were at the front when they were given out
        self._held: set[str] = set()
        self._keeper: threading.Thread | None = None

    async def line_up(self, conversation_id: str) -> str:
        ticket = f"{secrets.token_urlsafe(9)} {conversation_id}"
        self._held.add(ticket)
        self._keep_alive()
        try:
            at_front = await self._run(_LINE_UP, ticket, int(LEASE_S * 1000), _FORGET_MS)
        except BaseException:
            self._held.discard(ticket)
            raise
        if at_front:
            self._first.add(ticket)
        return ticket

    async def may_go(self, ticket: str) -> bool:
        if ticket in self._first:
            return True
        answer = await self._run(_MAY_GO, ticket)
        if answer < 0:
            raise LostTicket
        return bool(answer)

    async def done(self, ticket: str) -> None:
        self._held.discard(ticket)
        self._first.discard(ticket)
        await self._run(_DONE, ticket)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
            await self._client.connection_pool.disconnect()
            self._loop = self._client = None

    async def _run(self, script: str, ticket: str, *more: int) -> int:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # a client belongs to the loop it was first used in
            self._loop, self._client = loop, _client(self._url)
        line = _LINE + ticket.partition(" ")[2]
        answer: Any = await self._client.eval(script, 2, line, _COUNT, _TICKET, ticket, *more)
        return int(answer or 0)

    def _keep_alive(self) -> None:
        """A thread, so that a slow database that holds up the event loop costs nobody the turn."""
        if self._keeper is None or not self._keeper.is_alive():
            self._keeper = threading.Thread(target=self._prolong, name="turns", daemon=True)
            self._keeper.start()

    def _prolong(self) -> None:
        client: Any = Redis.from_url(self._url, **_options())
        pause = threading.Event()
        while True:
            pause.wait(_KEEP_ALIVE_S)
            held = list(self._held)
            if not held:
                continue
            try:
                with client.pipeline(transaction=False) as pipe:
                    for ticket in held:
                        pipe.pexpire(_TICKET + ticket, int(LEASE_S * 1000))
                    pipe.execute()
            except Exception:  # Redis is gone, and the tickets with it: whoever asks hears so
                continue


def _options() -> dict[str, Any]:
    return {"socket_timeout": _ANSWERS_WITHIN_S, "socket_connect_timeout": _ANSWERS_WITHIN_S}


def _client(url: str) -> Any:
    # Once more on a new connection: those in the pool do not know yet that Redis was started anew.
    retry = Retry(NoBackoff(), 1)
    return aredis.from_url(url, **_options(), retry=retry, retry_on_error=[ConnectionError])
