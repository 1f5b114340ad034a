"""Telegram's Bot API, sending: its errors as ours. No URL reaches a log: it holds the token."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog
from telegram import Bot, LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.assistant.messages import Message
from bot.channels.messaging.channel import Blocked, Later, Receive, Refused
from bot.channels.messaging.event import Event, FileOffer
from bot.channels.messaging.words import too_big
from bot.channels.telegram import draw, read
from bot.channels.telegram.pace import Pace, seconds
from bot.channels.telegram.poll import POLL_S, Poller
from bot.services.mailbox.deliveries import Part
from bot.settings import Settings

log = structlog.get_logger()

_NOBODY = ("chat not found", "user not found", "peer_id_invalid")  # they deleted their account
_WRONG_TOKEN_S = 60.0


class TelegramChannel:
    name = "telegram"

    def __init__(self, settings: Settings) -> None:
        assert settings.telegram_token is not None
        api = settings.telegram_api_url.rstrip("/")
        self._requests = [_request(read_s=10), _request(read_s=POLL_S + 10)]
        self.bot = Bot(
            settings.telegram_token.get_secret_value(),
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )
        self._pace = Pace()
        self._background: set[asyncio.Task[None]] = set()

    def poller(self) -> Poller:
        return Poller(self.bot.base_url, self._requests[1])

    def read(self, body: str) -> Event | None:
        return read.read(body)

    def draw(self, address: str, conversation_id: str, messages: Sequence[Message]) -> list[Part]:
        return draw.draw(address, conversation_id, messages)

    def words(self, address: str, text: str) -> list[Part]:
        return draw.words(address, text)

    async def acknowledge(self, event: Event) -> None:
        """A pressed button stops turning; nobody waits for that."""
        if event.kind == "press":
            task = asyncio.create_task(self._stop_turning(event.reference))
            self._background.add(task)
            task.add_done_callback(self._background.discard)

    async def _stop_turning(self, query_id: str) -> None:
        with suppress(TelegramError):  # it is too old after a restart
            await self.bot.answer_callback_query(query_id)

    async def send(self, part: Part) -> None:
        await self._pace.wait(part.address)
        try:
            await self._send(part)
        except BadRequest as error:
            if any(each in str(error).lower() for each in _NOBODY):
                raise Blocked from error
            if not part.buttons:
                raise Refused(str(error)) from error
            await self.send(Part(part.address, draw.numbered_text(part)))  # the keyboard is what it minds

    async def _send(self, part: Part) -> None:
        try:
            await self.bot.send_message(
                int(part.address),
                part.text,
                reply_markup=draw.keyboard(part.buttons),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except RetryAfter as error:
            raise Later("flood limit", seconds(error.retry_after), everybody=True) from error
        except Forbidden as error:
            raise Blocked from error
        except ChatMigrated as error:
            raise Refused("chat migrated") from error
        except InvalidToken as error:
            log.error("telegram.token_refused")
            raise Later("token refused", _WRONG_TOKEN_S, everybody=True) from error
        except BadRequest:
            raise
        except TelegramError as error:
            raise Later(type(error).__name__) from error

    async def fetch(self, offer: FileOffer, most_bytes: int) -> bytes:
        try:
            found = await self.bot.get_file(offer.reference)
            if found.file_size is not None and found.file_size > most_bytes:
                raise Refused(too_big())
            content = bytes(await found.download_as_bytearray())
        except BadRequest as error:  # over 20 MB a bot cannot fetch
            raise Refused(too_big()) from error
        except TelegramError as error:
            raise Later(type(error).__name__) from error
        if len(content) > most_bytes:  # what it says before is not always there
            raise Refused(too_big())
        return content

    async def collect(self, receive: Receive) -> None:
        """It calls our webhook, or `telegram poll` asks it."""

    async def close(self) -> None:
        for request in self._requests:
            await request.shutdown()


def _request(read_s: float) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=16, connect_timeout=5, read_timeout=read_s, write_timeout=10, pool_timeout=5
    )
