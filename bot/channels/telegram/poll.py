"""Long polling: for a machine that Telegram cannot reach. What was fetched is stored before the next is asked for."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter
from telegram.request import BaseRequest

from bot.channels.messaging.backoff import pause_after
from bot.channels.messaging.channel import Receive
from bot.channels.telegram import read
from bot.channels.telegram.pace import seconds
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.mailbox import updates

log = structlog.get_logger()

POLL_S = 25  # Telegram holds the question open so long
# Telegram keeps an update for a day; after a week without any it numbers anew, perhaps lower.
REMEMBERED_FOR = timedelta(days=1)
_LONGEST_WAIT_S = 30.0


class CannotPoll(Exception):
    """The message says what to do, in Chinese."""


class Poller:
    def __init__(self, base_url: str, request: BaseRequest) -> None:
        """`base_url`: of the Bot API, with the token."""
        self._url, self._request = f"{base_url}/getUpdates", request
        self._last: int | None = None  # the number of the last update that is stored
        self._heard_at = utc_now()

    async def run(self, receive: Receive) -> None:
        """Until cancelled. Raises CannotPoll when asking again cannot help."""
        failures = 0
        while True:
            try:
                await self.once(receive)
                failures = 0
            except Conflict:
                raise CannotPoll(
                    "Telegram 说有别的程序在收同一个机器人的消息。设置过 webhook 的，先运行 python -m bot "
                    "telegram webhook delete；另一台机器也在运行 telegram poll 的，先停掉它。"
                ) from None
            except InvalidToken:
                raise CannotPoll(
                    "Telegram 不认这个令牌，请核对 ZHENGWEN_TELEGRAM_TOKEN，或在 @BotFather 里重新取。"
                ) from None
            except RetryAfter as error:
                await asyncio.sleep(seconds(error.retry_after))
            # The network, the platform, the database: what came is asked for again.
            except Exception as error:
                log.warning("telegram.poll_failed", kind=type(error).__name__)
                await asyncio.sleep(pause_after(failures, _LONGEST_WAIT_S))
                failures += 1

    async def once(self, receive: Receive) -> None:
        """One question. Asking for what follows a number tells Telegram to forget what was before it."""
        if self._last is None or self._heard_at + REMEMBERED_FOR < utc_now():
            self._last = await asyncio.to_thread(_last_stored)
        query: dict[str, Any] = {"timeout": POLL_S, "allowed_updates": json.dumps(read.WANTED)}
        if self._last is not None:
            query["offset"] = self._last + 1
        found = await self._request.post(f"{self._url}?{urlencode(query)}", read_timeout=POLL_S + 10)
        for update in found if isinstance(found, list) else []:
            received = read.received(update)
            if received is not None:
                await receive(received)
            number = read.number_of(update)
            if number is not None:
                self._last, self._heard_at = number, utc_now()


def _last_stored() -> int | None:
    with read_session() as session:
        return updates.last_sequence(session, "telegram", utc_now() - REMEMBERED_FOR)
