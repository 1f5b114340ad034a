"""One event answered: the citizen's conversation is found or opened, the assistant asked, its answer drawn."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from bot.assistant import conversations
from bot.assistant.inbound import Inbound, UnknownChoice, UnknownConversation
from bot.assistant.messages import Message
from bot.channels.messaging import buttons, words
from bot.channels.messaging.channel import Channel, Refused
from bot.channels.messaging.event import Event
from bot.channels.messaging.files import Files, Refusal, most_bytes
from bot.channels.rates.limits import Rates
from bot.db.base import utc_now
from bot.db.session import write_session
from bot.services.catalogue.cache import items
from bot.services.mailbox import accounts, deliveries
from bot.services.mailbox.accounts import QUIET_FOR, Account
from bot.services.mailbox.address import Address
from bot.services.mailbox.deliveries import Part
from bot.services.text import TextEmpty, TextTooLong

if TYPE_CHECKING:
    from bot.assistant.assistant import Assistant

_HOURS = int(QUIET_FOR.total_seconds() // 3600)
_LONGEST_ID = 64  # of a message id


class Answering:
    def __init__(self, assistant: Assistant, files: Files, rates: Rates) -> None:
        self._assistant, self._files, self._rates = assistant, files, rates

    async def answer(self, channel: Channel, event: Event, key: str) -> list[Part]:
        """What is sent for `event`; `key` is the platform's name of it. Asked again, it says the same.

        Raises Busy, and Later while a file cannot be fetched.
        """
        address = Address(channel.name, event.address)
        if event.kind == "group":
            return channel.words(event.address, words.GROUP)
        if event.kind == "leave":
            with write_session() as session:
                accounts.block(session, address, utc_now())
                deliveries.drop_all(session, address, "blocked")
            return []
        account = self._account(address)
        if await self._rates.of_citizen(account.conversation_id):
            # Told once a minute: an answer to each would be a flood of its own.
            is_told = await self._rates.was_told(account.conversation_id)
            return [] if is_told else channel.words(event.address, words.TOO_FAST)
        try:
            return await self._in_conversation(channel, event, key, account)
        except UnknownConversation:  # it was deleted after its time
            account = self._account(address, afresh=True)
            return await self._in_conversation(channel, event, key, account)

    def _account(self, address: Address, *, afresh: bool = False) -> Account:
        now = utc_now()
        try:
            with write_session() as session:
                account = accounts.account_of(session, address, now, afresh=afresh)
        except IntegrityError:  # opened by another process in the same moment
            with write_session() as session:
                account = accounts.account_of(session, address, now)
        return account

    async def _in_conversation(
        self, channel: Channel, event: Event, key: str, account: Account
    ) -> list[Part]:
        conversation_id, address = account.conversation_id, event.address
        hello = self._greeting(channel, account)
        if event.kind == "enter" or (event.kind == "start" and hello and not event.text):
            return channel.draw(address, conversation_id, hello)
        # Who speaks is said before anything else.
        said: list[Message] = [_text(message["text"]) for message in hello] if account.is_new else []
        try:
            inbound = await self._inbound(channel, event, key, conversation_id)
            answered = await self._assistant.handle(conversation_id, inbound)
            if [message["text"] for message in answered] == [message["text"] for message in said]:
                said = []  # switched off: the one sentence once
            said += answered
        except (TextEmpty, TextTooLong, UnknownChoice, Refusal, Refused) as error:
            said.append(_text(str(error)))
        return channel.draw(address, conversation_id, said)

    def _greeting(self, channel: Channel, account: Account) -> list[Message]:
        """What greets, as long as nothing was said; the conversation is there afterwards."""
        conversation_id = account.conversation_id
        loaded = conversations.load(conversation_id)
        if loaded is None:
            if not account.is_new:
                raise UnknownConversation
            return self._assistant.start(channel.name, conversation_id, _HOURS)[1]
        if loaded.turns == 0:
            return self._assistant.greet_again(loaded)
        conversations.prolong(conversation_id, utc_now() + QUIET_FOR)
        return []

    async def _inbound(self, channel: Channel, event: Event, key: str, conversation_id: str) -> Inbound:
        """What the assistant hears. Raises UnknownChoice and Refusal."""
        message_id = key if len(key) <= _LONGEST_ID else hashlib.sha256(key.encode()).hexdigest()
        if event.kind == "press":
            place = buttons.place_of(event.text, conversation_id)
            if place is None:
                raise UnknownChoice
            return Inbound(payload=place, message_id=message_id)
        if event.kind == "unreadable":
            raise Refusal(words.UNREADABLE.get(event.text, words.UNREADABLE[""]))
        if event.kind == "file":
            return await self._file(channel, event, message_id, conversation_id)
        if event.kind == "edit" and self._is_filling_in(conversation_id):
            raise Refusal(words.EDITED)
        text = _opening(event.text) if event.kind == "start" else event.text
        return Inbound(text=text, message_id=message_id)

    @staticmethod
    def _is_filling_in(conversation_id: str) -> bool:
        loaded = conversations.load(conversation_id)
        return loaded is not None and loaded.state.get("active_loop") is not None

    async def _file(self, channel: Channel, event: Event, message_id: str, conversation_id: str) -> Inbound:
        offer = event.file
        if offer is None or conversations.open_question(conversation_id).get("input") != "file":
            raise Refusal(words.NO_FILE_WANTED)
        if offer.size is not None and offer.size > most_bytes():
            raise Refusal(words.too_big())
        content = await channel.fetch(offer, most_bytes())
        return await self._files.accept(conversation_id, offer.name, offer.content_type, content, message_id)


def _text(words: str) -> Message:
    return {"type": "text", "text": words}


def _opening(code: str) -> str:
    """What somebody says who comes by a link to an item; a greeting for any other link."""
    item = items.get(code) if code else None
    return item.name if item is not None else "你好"
