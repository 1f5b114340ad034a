"""One message at a time per conversation, in arrival order: within the process, and between replicas."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol
from weakref import WeakValueDictionary


class Busy(Exception):
    """The message before this one is still being answered."""

    def __init__(self) -> None:
        super().__init__("上一条消息还在处理，请稍等几秒再发。")


class Turns(Protocol):
    """What keeps the replicas apart; within this process it is asked for one conversation once at a time."""

    async def line_up(self, conversation_id: str) -> str:
        """A ticket, in order of arrival at any replica."""

    async def may_go(self, ticket: str) -> bool:
        """Whether everybody before this ticket is done."""

    async def done(self, ticket: str) -> None:
        """Lets the next one go; of a ticket that is gone, nothing."""

    async def close(self) -> None:
        """When the process ends: connections."""


class ConversationLocks:
    """asyncio locks by conversation, forgotten as soon as nobody waits; `turns` where there may be other replicas."""

    def __init__(self, patience_s: float = 10.0, turns: Turns | None = None) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._patience_s, self._turns = patience_s, turns

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        """Raises Busy when the turn does not come within the patience."""
        if self._turns is None:
            async with self._here(conversation_id):
                yield
            return
        # In line before anything is waited for: who came first to any replica goes first. The door keeps two
        # messages that came to this one from overtaking each other on their way to the line.
        async with self._here(f"door {conversation_id}"):
            ticket = await self._turns.line_up(conversation_id)
        try:
            async with self._here(conversation_id):
                await self._wait(self._turns, ticket)
                yield
        finally:
            await asyncio.shield(self._turns.done(ticket))  # also of a citizen who has hung up

    async def _wait(self, turns: Turns, ticket: str) -> None:
        until, pause = asyncio.get_running_loop().time() + self._patience_s, 0.01
        while not await turns.may_go(ticket):
            if asyncio.get_running_loop().time() > until:
                raise Busy
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 0.05)

    @asynccontextmanager
    async def _here(self, name: str) -> AsyncIterator[None]:
        lock = self._locks.get(name)
        if lock is None:
            lock = self._locks[name] = asyncio.Lock()
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
