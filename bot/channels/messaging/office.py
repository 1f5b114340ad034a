"""The post office: takes updates in, has them answered and sends the answers, over the mailbox in the database.

Whatever was taken in is answered, whatever was answered is sent, across a crash and between several processes:
everything that is known stands in the database, and the platform is told 200 only after that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog

from bot.assistant.locks import Busy
from bot.channels.messaging.answering import Answering
from bot.channels.messaging.channel import Channel, Later
from bot.channels.messaging.pump import Pump
from bot.channels.messaging.sending import Sending
from bot.channels.messaging.words import FAILED
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.mailbox import deliveries, updates
from bot.services.mailbox.deliveries import Letter, Part
from bot.services.mailbox.updates import Received, Taken
from bot.tracing import tracing

log = structlog.get_logger()

AFTER_PASSIVE = timedelta(
    seconds=1
)  # what follows a reply in the platform's own response must not overtake it


class Office:
    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self.channels = dict(channels)
        self._incoming = Pump(self._waiting, self._answer)
        self.sending = Sending(self.channels)
        self._answering: Answering | None = None
        self._at_the_door: dict[int, asyncio.Future[Letter | None]] = {}

    async def run(self, answering: Answering) -> None:
        """Until cancelled."""
        self._answering = answering
        try:
            collecting = [channel.collect(self.receive) for channel in self.channels.values()]
            await asyncio.gather(self._incoming.run(), self.sending.pump.run(), *collecting)
        finally:
            for channel in self.channels.values():
                await channel.close()

    async def receive(self, received: Received) -> int | None:
        """Stored durably; None when it came before."""
        row_id = await asyncio.to_thread(self._store, received)
        self._incoming.wake()
        self.sending.pump.wake()
        return row_id

    async def receive_and_wait(self, received: Received, patience_s: float) -> Letter | None:
        """The first part of the answer, to be said at the door; None when it takes longer: it is sent then.

        Whoever says it tells `handed_over`. An update that came before gets the part that was said then.
        """
        row_id = await asyncio.to_thread(self._store, received)
        if row_id is None:
            return await asyncio.to_thread(self._said_before, received)
        answer: asyncio.Future[Letter | None] = asyncio.get_running_loop().create_future()
        self._at_the_door[row_id] = answer
        self._incoming.wake()
        self.sending.pump.wake()
        try:
            await asyncio.wait({answer}, timeout=patience_s)
        finally:
            self._at_the_door.pop(row_id, None)
        return answer.result() if answer.done() else None

    async def handed_over(self, letter: Letter) -> None:
        await asyncio.to_thread(self._write, deliveries.handed_over, letter.id, utc_now())
        self.sending.pump.wake()

    def _store(self, received: Received) -> int | None:
        with write_session(durable=True) as session:
            return updates.receive(session, received, utc_now())

    def _said_before(self, received: Received) -> Letter | None:
        with read_session() as session:
            row_id = updates.find(session, received.address.channel, received.key)
            return deliveries.said_at_the_door(session, row_id) if row_id is not None else None

    def _waiting(self, room: int) -> list[int]:
        with read_session() as session:
            return updates.waiting(session, list(self.channels), utc_now(), room)

    async def _answer(self, row_id: int) -> None:
        with tracing():  # the platform's request is over; this is what is done for it
            await self._answer_one(row_id)

    async def _answer_one(self, row_id: int) -> None:
        taken = await asyncio.to_thread(self._take, row_id)
        if taken is None or self._answering is None:
            return
        channel = self.channels[taken.channel]
        event = channel.read(taken.body)
        try:
            parts = []
            if event is not None:
                await channel.acknowledge(event)
                parts = await self._answering.answer(channel, event, taken.key)
        except Exception as error:
            known = isinstance(error, (Busy, Later))
            (log.warning if known else log.exception)(
                "channel.not_answered", channel=taken.channel, id=row_id
            )
            sorry = channel.words(event.address, FAILED) if event is not None else []
            wait = timedelta(seconds=2**taken.attempts)
            await asyncio.to_thread(self._write, updates.postpone, row_id, utc_now(), wait, sorry)
        else:
            await self._finish(row_id, parts)
        self.sending.pump.wake()

    def _take(self, row_id: int) -> Taken | None:
        with write_session() as session:
            return updates.take(session, row_id, utc_now())

    async def _finish(self, row_id: int, parts: list[Part]) -> None:
        """The answer is queued; its first part is kept for the door when somebody waits there."""
        kept = await asyncio.to_thread(self._queue, row_id, parts, row_id in self._at_the_door)
        waiting = self._at_the_door.get(row_id)
        if waiting is not None and not waiting.done():
            waiting.set_result(kept)
        elif kept is not None:  # the door closed in the meantime
            await asyncio.to_thread(self._write, deliveries.give_back, kept.id)

    def _queue(self, row_id: int, parts: list[Part], at_the_door: bool) -> Letter | None:
        now = utc_now()
        with write_session() as session:
            updates.finish(session, row_id, parts, now)
            return deliveries.keep_for_the_door(session, row_id, now, AFTER_PASSIVE) if at_the_door else None

    @staticmethod
    def _write(deed: Callable[..., object], *what: object) -> None:
        with write_session() as session:
            deed(session, *what)
