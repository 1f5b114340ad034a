"""Allowances shared by all replicas in Redis, counted in one atomic step; without Redis each process counts for itself."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Sequence
from typing import Any

import structlog

from bot.channels.rates.buckets import Allowance, MemoryBuckets, TooMany

log = structlog.get_logger()

_PATIENCE_S = 0.25  # a turn takes some 20 ms: nobody waits for a Redis that hangs
_PAUSE_S = 5.0  # before Redis is asked again after it failed
# KEYS: one an allowance. ARGV: how many a minute. Takes one of each, or none of any. Redis's own clock: replicas' differ.
_TAKE = """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1000000
local full, worst, which = {}, 0, 0
for i, key in ipairs(KEYS) do
  full[i] = tonumber(redis.call('GET', key) or '0')
  local wait = full[i] - (60 - 60 / tonumber(ARGV[i])) - now
  if wait > 0.000001 and wait > worst then worst, which = wait, i end
end
if which > 0 then return {which, string.format('%.3f', worst)} end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.6f', math.max(now, full[i]) + 60 / tonumber(ARGV[i])), 'EX', 61)
end
return {0, '0'}
"""


class Buckets:
    """In Redis when there is an address of one, else, and while it does not answer, in this process."""

    def __init__(self, redis_url: str | None) -> None:
        self._memory = MemoryBuckets()
        self._redis: Any = None
        self._take: Any = None
        self._ask_after = 0.0
        self._gone = False
        if redis_url is not None:
            from redis.asyncio import Redis

            self._redis = Redis.from_url(
                redis_url, socket_timeout=_PATIENCE_S, socket_connect_timeout=_PATIENCE_S
            )
            self._take = self._redis.register_script(_TAKE)

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.close()
            await self._redis.connection_pool.disconnect()

    async def take(self, allowances: Sequence[Allowance]) -> TooMany | None:
        """One of each, or none of any. Never raises."""
        if not allowances:
            return None
        now = time.monotonic()
        if self._take is not None and now >= self._ask_after:
            try:
                return await self._shared(allowances)
            except Exception as error:  # whatever is wrong with it, a citizen is answered
                self._ask_after = time.monotonic() + _PAUSE_S
                if not self._gone:
                    log.warning("rates.redis_gone", kind=type(error).__name__)
                self._gone = True
        return self._memory.take(allowances, now)

    async def _shared(self, allowances: Sequence[Allowance]) -> TooMany | None:
        found = await asyncio.wait_for(
            self._take(
                keys=[_name(each) for each in allowances], args=[each.per_minute for each in allowances]
            ),
            2 * _PATIENCE_S,
        )
        if self._gone:
            log.info("rates.redis_back")
            self._gone = False
        which = int(found[0])
        return TooMany(allowances[which - 1].kind, float(found[1])) if which else None


def _name(each: Allowance) -> str:
    """No address and no conversation stands in Redis; one hash tag, so that a cluster keeps all keys of a call together."""
    return f"{{zhengwen-rates}}:{each.kind}:{hashlib.blake2s(each.who.encode(), digest_size=12).hexdigest()}"
