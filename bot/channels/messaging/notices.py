"""Notices for a messaging app: drawn as its answers are, and put into the mailbox with them."""

from __future__ import annotations

from typing import Any, cast

from bot.assistant.messages import Message
from bot.channels.messaging.channel import Channel
from bot.db.base import utc_now
from bot.db.session import Session
from bot.services.mailbox import accounts, deliveries


class MailboxPush:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def __call__(self, session: Session, conversation_id: str, message: dict[str, Any]) -> bool:
        address = accounts.address_in(session, conversation_id)
        if address is None or address.channel != self._channel.name:
            return False
        drawn = self._channel.draw(address.value, conversation_id, [cast(Message, message)])
        for part in drawn:
            deliveries.queue(session, address.channel, address.index, part, utc_now())
        return True
