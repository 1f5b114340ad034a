"""A citizen on Telegram: what is posted to the webhook, what comes back through the Bot API."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import func, select

from bot.db.base import utc_now
from bot.db.models import ChannelDelivery, ChannelUpdate
from bot.db.session import read_session
from tests.channels.apps import telegram_api
from tests.channels.apps.platform import Answer, Call, Platform
from tests.channels.apps.telegram_api import HEADERS, Person


def waiting(ahead_s: float = 0.2) -> int:
    """What is still to be answered or sent within `ahead_s`: what is queued while this looks is due a moment later."""
    until = utc_now() + timedelta(seconds=ahead_s)
    with read_session() as session:
        return sum(
            session.scalar(select(func.count()).where(table.state == "waiting", table.due_at <= until))
            for table in (ChannelUpdate, ChannelDelivery)
        )


def settle(within_s: float = 15.0, ahead_s: float = 0.2) -> None:
    until = time.monotonic() + within_s
    while waiting(ahead_s):
        assert time.monotonic() < until, f"{waiting(ahead_s)} still wait"
        time.sleep(0.01)


class TelegramTalk:
    channel, longest = "telegram", 4096

    def __init__(self, client: TestClient, api: Platform, person: Person | None = None) -> None:
        self.client, self.api, self.person = client, api, person or Person()
        self.last: list[Call] = []

    @property
    def address(self) -> str:
        return str(self.person.chat_id)

    def deliver(self, update: dict[str, Any]) -> Response:
        headers = {**HEADERS, "Content-Type": "application/json"}
        return self.client.post("/channels/telegram", content=json.dumps(update), headers=headers)

    def post(self, update: dict[str, Any]) -> str:
        before = len(self.received)
        response = self.deliver(update)
        assert response.status_code == 200, response.text
        settle()
        self.last = self.received[before:]
        return self.words

    def say(self, text: str) -> str:
        return self.post(self.person.says(text))

    def says(self, text: str) -> dict[str, Any]:
        return self.person.says(text)

    def greet(self) -> str:
        return self.say("/start")

    def leave(self) -> str:
        return self.post(self.person.becomes("kicked"))

    def press(self, title: str) -> str:
        return self.press_again(self.offered[title], title)

    def press_again(self, data: str, title: str) -> str:
        return self.post(self.person.presses(data))

    def oddity(self) -> str:
        return self.post(self.person.message(dice={"emoji": "🎲", "value": 3}))

    def picture(self, content: bytes) -> str:
        found = {
            "file_id": "f",
            "file_unique_id": "f",
            "file_size": len(content),
            "file_path": "photos/p.jpg",
        }
        self.api.fail("getFile", Answer({"ok": True, "result": found}))
        self.api.fail("p.jpg", Answer(content))
        return self.post(self.person.message(photo=telegram_api.PHOTO))

    def trouble(self) -> None:
        self.api.fail("sendMessage", telegram_api.DOWN)

    @property
    def heard(self) -> list[str]:
        return [call.body["text"] for call in self.received]

    @property
    def received(self) -> list[Call]:
        mine = str(self.person.chat_id)
        return [call for call in self.api.of("sendMessage") if call.body["chat_id"] == mine]

    @property
    def words(self) -> str:
        return "\n".join(call.body["text"] for call in self.last)

    @property
    def offered(self) -> dict[str, str]:
        return {title: data for call in self.last for title, data in telegram_api.buttons(call).items()}
