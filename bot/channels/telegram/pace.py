"""Telegram's limits, kept before it has to say so: about 30 messages a second, one a second to the same chat."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from datetime import timedelta

_ALL_PER_S = 25.0
_CHAT_PER_S = 1.0
_CHAT_BURST = 3  # "short bursts that go over this limit" are allowed
_MOST_CHATS = 10_000


class Bucket:
    """`burst` at once, then `per_s`; time is told by the caller, in seconds."""

    def __init__(self, per_s: float, burst: int) -> None:
        self._gap, self._slack = 1 / per_s, (burst - 1) / per_s
        self._next = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next one may go; it counts as gone then."""
        self._next = max(self._next, now)
        wait = max(0.0, self._next - self._slack - now)
        self._next += self._gap
        return wait


class Pace:
    def __init__(self) -> None:
        self._all = Bucket(_ALL_PER_S, int(_ALL_PER_S))
        self._chats: OrderedDict[str, Bucket] = OrderedDict()

    async def wait(self, chat: str) -> None:
        bucket = self._chats.pop(chat, None) or Bucket(_CHAT_PER_S, _CHAT_BURST)
        self._chats[chat] = bucket
        if len(self._chats) > _MOST_CHATS:
            self._chats.popitem(last=False)
        now = time.monotonic()
        await asyncio.sleep(max(bucket.wait(now), self._all.wait(now)))


def seconds(span: int | timedelta) -> float:
    """The library tells waiting times either way."""
    return span.total_seconds() if isinstance(span, timedelta) else float(span)
