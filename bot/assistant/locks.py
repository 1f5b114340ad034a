"""One message at a time per conversation, in arrival order, within one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Busy(Exception):
    """The message before this one is still being answered."""

    def __init__(self) -> None:
        super().__init__("上一条消息还在处理，请稍等几秒再发。")


class ConversationLocks:
    """asyncio locks by conversation, forgotten as soon as nobody waits."""

    def __init__(self, patience_s: float = 10.0) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._patience_s = patience_s

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        """Raises Busy when the turn does not come within the patience."""
        lock = self._locks.get(conversation_id)
        if lock is None:
            lock = self._locks[conversation_id] = asyncio.Lock()
        try:
            if lock.locked():
                await asyncio.wait_for(lock.acquire(), self._patience_s)
            else:
                await lock.acquire()  # at once: no timer, no task
        except asyncio.TimeoutError as error:
            raise Busy from error
        try:
            yield
        finally:
            lock.release()
