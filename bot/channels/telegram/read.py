"""A Telegram update (https://core.telegram.org/bots/api#update) as what somebody did."""

from __future__ import annotations

import json
from typing import Any, TypeGuard

import structlog
from telegram import Chat, ChatMemberUpdated, Message, Update

from bot.channels.messaging.event import Event, FileOffer
from bot.services.mailbox.address import Address
from bot.services.mailbox.updates import Received

log = structlog.get_logger()

WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
_MOST = 2**63 - 1
_LONGEST_CODE = 64
_STOPPED = frozenset({"kicked", "left"})


def received(data: Any) -> Received | None:
    """What has to be stored of a webhook's body; None for what no citizen sent. Never raises."""
    number = number_of(data)
    chat = _chat(data) if number is not None else {}
    if number is None or not _is_id(chat.get("id")):
        return None
    chat_id = chat["id"]
    private = chat.get("type") == "private"
    # A group is told once, whatever it goes on to say.
    key = str(number) if private else f"group:{chat_id}"
    return Received(Address("telegram", str(chat_id)), key, number, json.dumps(data))


def number_of(data: Any) -> int | None:
    """Its place in Telegram's order; None for what is no update."""
    number = data.get("update_id") if isinstance(data, dict) else None
    return number if _is_id(number) else None


def _chat(data: dict[str, Any]) -> dict[str, Any]:
    for name in WANTED:
        inner = data.get(name)
        if name == "callback_query" and isinstance(inner, dict):
            inner = inner.get("message")
        if isinstance(inner, dict) and isinstance(inner.get("chat"), dict):
            chat: dict[str, Any] = inner["chat"]
            return chat
    return {}


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST


def read(body: str) -> Event | None:
    try:
        return _event(Update.de_json(json.loads(body), None))
    except Exception as error:  # whatever the library makes of a shape that it does not know
        log.warning("telegram.unreadable", kind=type(error).__name__)
        return None


def _event(update: Update) -> Event | None:
    pressed = update.callback_query
    if pressed is not None:
        if pressed.message is None or pressed.message.chat.type != Chat.PRIVATE:
            return None
        return Event("press", _address(pressed.message.chat), _text(pressed.data), reference=pressed.id)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    message = update.message or update.edited_message
    if message is None or (message.from_user is not None and message.from_user.is_bot):
        return None
    address = _address(message.chat)
    if message.chat.type != Chat.PRIVATE:
        return Event("group", address)
    if update.edited_message is not None:
        return Event("edit", address, _text(message.text)) if message.text else None
    return _said(message, address)


def _membership(change: ChatMemberUpdated) -> Event | None:
    address, status = _address(change.chat), change.new_chat_member.status
    if change.chat.type == Chat.PRIVATE:
        return Event("leave", address) if status in _STOPPED else None
    return Event("group", address) if status not in _STOPPED else None


def _said(message: Message, address: str) -> Event | None:
    if message.text:
        text = _text(message.text)
        command, _, rest = text.partition(" ")
        if command.partition("@")[0] in ("/start", "/help"):
            return Event("start", address, rest.strip()[:_LONGEST_CODE])
        return Event("say", address, text)
    if message.document is not None:
        found = message.document
        kind = found.mime_type or "application/octet-stream"
        offer = FileOffer(found.file_id, found.file_name or "file", kind, found.file_size)
        return Event("file", address, file=offer)
    if message.photo:
        largest = message.photo[-1]  # sizes come in order
        return Event(
            "file", address, file=FileOffer(largest.file_id, "photo.jpg", "image/jpeg", largest.file_size)
        )
    if message.effective_attachment is None:
        return None  # a service message: a pinned one, a changed title
    voice = message.voice or message.audio or message.video_note
    place = message.location or message.venue
    return Event("unreadable", address, "voice" if voice else "location" if place else "")


def _address(chat: Chat) -> str:
    return str(int(chat.id))


def _text(value: str | None) -> str:
    """A wrong shape is no text."""
    return value if isinstance(value, str) else ""
