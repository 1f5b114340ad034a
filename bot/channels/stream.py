"""Pushed messages as server-sent events: resumed after `Last-Event-ID`, a comment now and then to keep it open."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import cast

from fastapi import Request

from bot.assistant import holding
from bot.assistant.feed import feed, pushed_after
from bot.assistant.messages import Message
from bot.channels.tokens import Presented
from bot.channels.traditional import traditional
from bot.db.base import utc_now

HEARTBEAT_S = 20.0
MOST_AT_ONCE = 6  # of one conversation: a tab each
CROWDED = "这个对话已在太多窗口里打开，请关掉不用的窗口，一分钟后再试。"


async def stream(
    request: Request,
    presented: Presented,
    last: int,
    until: datetime,
    *,
    in_traditional: bool = False,
) -> AsyncIterator[str]:
    """`event: message` with the message as data and its sequence as id, while the conversation lasts (`until`)
    and the token counts; `event: typing` while a person writes.

    Missed wake-ups are caught up with the heartbeat.
    """
    conversation_id = presented.conversation_id
    writing = None
    with feed.listen(conversation_id) as arrived:
        if feed.listeners(conversation_id) > MOST_AT_ONCE:
            return  # many came at the same moment; whoever comes again is told why
        yield f"retry: 3000\nevent: ready\ndata: {json.dumps({})}\n\n"
        while holding.holds(conversation_id, presented.number):
            if (since := feed.writing.get(conversation_id)) is not None and since != writing:
                yield "event: typing\ndata: {}\n\n"
            writing = since
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
            if await request.is_disconnected() or utc_now() >= until:
                return
