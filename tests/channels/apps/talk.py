"""A citizen on Telegram: what is posted to the webhook, what comes back through the Bot API."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import func, select

from bot.db.base import utc_now
from bot.db.models import ChannelDelivery, ChannelUpdate
from bot.db.session import read_session
from tests.channels.apps import telegram_api
from tests.channels.apps.platform import Call, Platform
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
    def __init__(self, client: TestClient, api: Platform, person: Person | None = None) -> None:
        self.client, self.api, self.person = client, api, person or Person()
        self.last: list[Call] = []

    def post(self, update: dict[str, Any]) -> str:
        before = len(self.received)
        headers = {**HEADERS, "Content-Type": "application/json"}
        response = self.client.post("/channels/telegram", content=json.dumps(update), headers=headers)
        assert response.status_code == 200, response.text
        settle()
        self.last = self.received[before:]
        return self.words

    def say(self, text: str) -> str:
        return self.post(self.person.says(text))

    def press(self, title: str) -> str:
        return self.post(self.person.presses(self.offered[title]))

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
