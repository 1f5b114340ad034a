"""The desk's clock: ends what ends by itself, a few times a minute."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from bot.db.base import utc_now
from bot.db.session import reader_factory, session_factory, write_session
from bot.services.handover.sweep import is_any_open, sweep
from bot.services.handover.tell import Ways

log = structlog.get_logger()

EVERY_S = 15.0


async def keep_desk(ways: Ways) -> None:
    """Forever; a failing round is logged and the next one tries again. The database it began with stays its own."""
    read, write = reader_factory(), session_factory(durable=True)

    def look() -> int:
        with read() as session:
            if not is_any_open(session):
                return 0
        return sweep(partial(write_session, factory=write), ways, utc_now())

    while True:
        await asyncio.sleep(EVERY_S)
        try:
            moved = await asyncio.to_thread(look)
        except Exception:
            log.exception("desk.not_swept")
        else:
            if moved:
                log.info("desk.swept", moved=moved)
