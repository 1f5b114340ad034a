"""Pushed messages as server-sent events: resumed after `Last-Event-ID`, a comment now and then to keep it open."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import cast

from fastapi import Request

from bot.assistant.feed import feed, pushed_after
from bot.assistant.messages import Message
from bot.channels.traditional import traditional

HEARTBEAT_S = 20.0


async def stream(
    request: Request, conversation_id: str, last: int, in_traditional: bool = False
) -> AsyncIterator[str]:
    """`event: message` with the message as data and its sequence as id. Missed wake-ups are caught up with the heartbeat."""
    yield f"retry: 3000\nevent: ready\ndata: {json.dumps({})}\n\n"
    with feed.listen(conversation_id) as arrived:
        while True:
            for pushed in pushed_after(conversation_id, last):
                last = pushed.sequence
                message = cast(Message, pushed.message)
                shown = traditional([message])[0] if in_traditional else message
                body = json.dumps(shown, ensure_ascii=False)
                yield f"id: {last}\nevent: message\ndata: {body}\n\n"
            try:
                await asyncio.wait_for(arrived.wait(), HEARTBEAT_S)
            except asyncio.TimeoutError:
                yield ": \n\n"
            arrived.clear()
            if await request.is_disconnected():
                return
