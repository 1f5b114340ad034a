"""Every replica changes to the model that staff have let into use, within seconds and without a pause."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bot.assistant.assistant import Assistant
from bot.assistant.model import model_in_use

log = structlog.get_logger()

EVERY_S = 2.0


async def follow_model(assistant: Callable[[], Assistant | None]) -> None:
    """Forever. A model that cannot be loaded is tried once; the one before goes on answering."""
    refused = ""
    while True:
        await asyncio.sleep(EVERY_S)
        answering = assistant()
        if answering is None:
            continue
        try:
            wanted = await asyncio.to_thread(model_in_use)
            if wanted.name in (answering.model_name, refused):
                continue
            refused = wanted.name
            await asyncio.to_thread(answering.use, str(wanted))
            refused = ""
            log.info("model.changed", model=wanted.name)
        except Exception:
            log.exception("model.not_changed")
