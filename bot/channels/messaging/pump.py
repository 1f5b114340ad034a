"""Works on what waits in the database, a few at once, woken when there may be something, looking anyway."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()

AT_ONCE = 8
LOOK_EVERY_S = 1.0  # what is due later, and what other processes left


class Pump:
    def __init__(
        self, find: Callable[[int], list[int]], work: Callable[[int], Awaitable[None]], at_once: int = AT_ONCE
    ) -> None:
        """`find`: at most so many ids that may be worked on, called in a thread; `work` does one."""
        self._find, self._work, self._at_once = find, work, at_once
        self._wake = asyncio.Event()
        self._running: dict[int, asyncio.Task[None]] = {}

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled; a failure is logged and the next look tries again."""
        try:
            while True:
                self._wake.clear()
                await self._start()
                try:
                    await asyncio.wait_for(self._wake.wait(), LOOK_EVERY_S)
                except asyncio.TimeoutError:
                    continue
        finally:
            for task in self._running.values():
                task.cancel()

    async def _start(self) -> None:
        room = self._at_once - len(self._running)
        if room <= 0:
            return
        try:
            found = await asyncio.to_thread(self._find, self._at_once)
        except Exception as error:
            log.error("channel.mailbox_unreadable", kind=type(error).__name__)
            return
        for row_id in [each for each in found if each not in self._running][:room]:
            task = asyncio.create_task(self._one(row_id))
            self._running[row_id] = task

    async def _one(self, row_id: int) -> None:
        try:
            await self._work(row_id)
        except Exception as error:
            log.error("channel.work_failed", kind=type(error).__name__)
        finally:
            self._running.pop(row_id, None)
            self._wake.set()
