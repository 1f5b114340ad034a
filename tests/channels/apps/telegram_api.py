"""The Bot API (https://core.telegram.org/bots/api): what it sends to a webhook, and what it answers to calls."""

from __future__ import annotations

import itertools
import json
import threading
import time
from typing import Any

from tests.channels.apps.platform import Answer, Call, Platform

TOKEN = "1234567:AAEhBP0av28fz-made-up-for-tests"
SECRET = "a-webhook-secret-of-the-tests"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}

_updates = itertools.count(770_000_000)
_users = itertools.count(500_000_000)


def too_many_requests(seconds: int) -> Answer:
    description = f"Too Many Requests: retry after {seconds}"
    return Answer(
        {"ok": False, "error_code": 429, "description": description, "parameters": {"retry_after": seconds}},
        429,
    )


def error(code: int, description: str) -> Answer:
    return Answer({"ok": False, "error_code": code, "description": description}, code)


BLOCKED = error(403, "Forbidden: bot was blocked by the user")
BAD_KEYBOARD = error(400, "Bad Request: BUTTON_DATA_INVALID")
DOWN = Answer(b"<html><head><title>502 Bad Gateway</title></head></html>", 502)
GARBAGE = Answer(b"\x00\xff not json", 200)
CUT = Answer(cut=True)


def usual(call: Call) -> Answer:
    if call.method == "sendMessage":
        chat_id = int(call.body["chat_id"])
        assert 1 <= len(call.body["text"].encode("utf-16-le")) // 2 <= 4096
        return _ok(
            {
                "message_id": next(_updates),
                "date": int(time.time()),
                "chat": {"id": chat_id, "type": "private", "first_name": "李"},
                "from": {"id": 1234567, "is_bot": True, "first_name": "政问", "username": "zhengwen_bot"},
                "text": call.body["text"],
            }
        )
    if call.method == "getFile":
        return _ok(
            {
                "file_id": call.body["file_id"],
                "file_unique_id": "u",
                "file_size": 4,
                "file_path": "photos/file_0.jpg",
            }
        )
    if call.method == "file_0.jpg":
        return Answer(b"\xff\xd8\xff\xe0")
    if call.method == "getWebhookInfo":
        return _ok(
            {
                "url": "https://a.example/channels/telegram",
                "has_custom_certificate": False,
                "pending_update_count": 3,
                "last_error_date": 1767225600,
                "last_error_message": "Wrong response from the webhook: 403 Forbidden",
            }
        )
    return _ok(True)


def _ok(result: Any) -> Answer:
    return Answer({"ok": True, "result": result})


def platform() -> Platform:
    return Platform(usual)


class Waiting:
    """What waits to be fetched: given out from `offset` on, forgotten once a higher offset was asked for."""

    def __init__(self) -> None:
        self._updates: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def add(self, *updates: dict[str, Any]) -> None:
        with self._lock:
            self._updates.extend(updates)

    def __len__(self) -> int:
        return len(self._updates)

    def answer(self, call: Call) -> Answer:
        if call.method != "getUpdates":
            return usual(call)
        offset = int(call.query.get("offset", 0))
        with self._lock:
            self._updates = [each for each in self._updates if each["update_id"] >= offset]
            given = self._updates[:5]
        if not given:
            time.sleep(0.1)  # the real one waits for `timeout`
        return _ok(given)


class Person:
    """Somebody with Telegram on their phone."""

    def __init__(self, chat_type: str = "private") -> None:
        self.id = next(_users)
        self.chat_id = self.id if chat_type == "private" else -self.id
        self._chat_type = chat_type

    @property
    def user(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": "伟",
            "last_name": "张",
            "language_code": "zh-hans",
        }

    @property
    def chat(self) -> dict[str, Any]:
        if self._chat_type == "private":
            return {"id": self.chat_id, "first_name": "伟", "last_name": "张", "type": "private"}
        return {"id": self.chat_id, "title": "小区群", "type": self._chat_type}

    def message(self, **content: Any) -> dict[str, Any]:
        return _update("message", self._message(**content))

    def says(self, text: str) -> dict[str, Any]:
        extra: dict[str, Any] = {}
        if text.startswith("/"):
            length = len(text.split(" ")[0])
            extra["entities"] = [{"offset": 0, "length": length, "type": "bot_command"}]
        return self.message(text=text, **extra)

    def edits(self, text: str) -> dict[str, Any]:
        return _update("edited_message", {**self._message(text=text), "edit_date": int(time.time())})

    def presses(self, data: str) -> dict[str, Any]:
        below = {**self._message(text="选项"), "from": {"id": 1234567, "is_bot": True, "first_name": "政问"}}
        query = {
            "id": str(next(_updates)),
            "from": self.user,
            "message": below,
            "chat_instance": "-3971",
            "data": data,
        }
        return _update("callback_query", query)

    def becomes(self, status: str) -> dict[str, Any]:
        bot = {"id": 1234567, "is_bot": True, "first_name": "政问", "username": "zhengwen_bot"}
        new: dict[str, Any] = {"user": bot, "status": status}
        if status == "kicked":
            new["until_date"] = 0
        change = {
            "chat": self.chat,
            "from": self.user,
            "date": int(time.time()),
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": new,
        }
        return _update("my_chat_member", change)

    def _message(self, **content: Any) -> dict[str, Any]:
        return {
            "message_id": next(_updates),
            "from": self.user,
            "chat": self.chat,
            "date": int(time.time()),
            **content,
        }


def _update(name: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"update_id": next(_updates), name: content}


PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "file_size": 1200, "width": 90, "height": 90},
    {"file_id": "large", "file_unique_id": "l", "file_size": 84210, "width": 1280, "height": 960},
]


def buttons(call: Call) -> dict[str, str]:
    """Title to data of the keyboard under a sent message."""
    markup = json.loads(call.body.get("reply_markup", "{}"))
    rows = markup.get("inline_keyboard", [])
    found = [button for row in rows for button in row]
    assert all(1 <= len(button["callback_data"].encode()) <= 64 for button in found)
    return {button["text"]: button["callback_data"] for button in found}
