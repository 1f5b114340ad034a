"""Who waits for pushed messages in this process, and one look a moment for all of them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog

from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.handover import typing
from bot.services.notices import events
from bot.services.notices.events import Pushed

log = structlog.get_logger()

EVERY_S = 0.5


class Feed:
    """A process looks whether anything was pushed anywhere, however many listen; nobody listens, nobody looks."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._looking: asyncio.Task[None] | None = None
        self.writing: dict[str, datetime] = {}  # conversations whose agent is writing, and since when

    @contextmanager
    def listen(self, conversation_id: str) -> Iterator[asyncio.Event]:
        """An event that is set when the conversation may have been pushed something."""
        arrived = asyncio.Event()
        self._waiting[conversation_id].add(arrived)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            yield arrived
        finally:
            self._waiting[conversation_id].discard(arrived)
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id]

    def listeners(self, conversation_id: str) -> int:
        """How many wait for this conversation here."""
        return len(self._waiting.get(conversation_id, ()))

    async def _look(self) -> None:
        newest: int | None = None
        while self._waiting:
            try:
                with read_session() as session:
                    if newest is None:
                        newest, conversations = events.newest(session), set(self._waiting)
                    else:
                        newest, conversations = events.newer_than(session, newest)
                    writing = typing.agents(session, utc_now())
                conversations |= {each for each, at in writing.items() if self.writing.get(each) != at}
                self.writing = writing
                for conversation_id in conversations:
                    for arrived in self._waiting.get(conversation_id, ()):
                        arrived.set()
            except Exception:
                log.exception("feed.failed")
            await asyncio.sleep(EVERY_S)
        self.writing = {}  # nobody looks any more whether it is still so


def pushed_after(conversation_id: str, sequence: int) -> list[Pushed]:
    with read_session() as session:
        return events.after(session, conversation_id, sequence)


feed = Feed()
