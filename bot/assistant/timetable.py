"""What happens at a set time: releases of the FAQ."""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog

from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.faq import schedule

log = structlog.get_logger()

EVERY_S = 5.0


def release_what_is_due(now: datetime) -> str | None:
    """The state of what was due, None when nothing was."""
    with read_session() as session:
        if not schedule.is_due(session, now):
            return None
    with write_session(durable=True) as session:
        return schedule.run_due(session, now)


async def keep_time() -> None:
    """Forever; what went wrong is logged and tried again."""
    while True:
        try:
            state = await asyncio.to_thread(release_what_is_due, utc_now())
            if state is not None:
                log.info("faq.scheduled_release", state=state)
        except Exception:
            log.exception("timetable.failed")
        await asyncio.sleep(EVERY_S)
