"""A citizen on 微信客服: a message is left with the platform, the callback is posted, the answer comes by the API."""

from __future__ import annotations

import time
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import select

from bot.db.models import ChannelUpdate
from bot.db.session import read_session
from tests.channels.apps import wecom_api
from tests.channels.apps.platform import Answer, Call
from tests.channels.apps.talk import settle
from tests.channels.apps.wecom_api import Person, WeComServer


class WeComTalk:
    channel, longest = "wecom", 2048

    def __init__(self, client: TestClient, server: WeComServer) -> None:
        self.client, self.server, self.api = client, server, server.platform
        self.person = Person()
        self._sent: list[Call] = []
        self._codes: set[str] = set()

    def call(self, inner: str = "") -> Response:
        query, body = wecom_api.envelope(inner or wecom_api.callback())
        return self.client.post("/channels/wecom", params=query, content=body.encode())

    @property
    def address(self) -> str:
        return f"{wecom_api.ACCOUNT} {self.person.id}"

    def deliver(self, update: dict[str, Any]) -> Response:
        """Left with the platform, which calls back."""
        if update not in self.server.messages:
            self.server.add(update)
        return self.call()

    def post(self, message: dict[str, Any]) -> str:
        before = len(self.received)
        self._codes.add(message.get("event", {}).get("welcome_code", ""))
        assert self.deliver(message).text == "success"
        until = time.monotonic() + 10
        while not is_stored(message["msgid"]):
            assert time.monotonic() < until, "it was not fetched"
            time.sleep(0.01)
        settle()
        self._sent = self.received[before:]
        return self.words

    def say(self, text: str) -> str:
        return self.post(self.person.says(text))

    def says(self, text: str) -> dict[str, Any]:
        return self.person.says(text)

    def greet(self) -> str:
        return self.post(self.person.enters())

    def leave(self) -> str:
        return self.post(self.person.event("msg_send_fail", fail_msgid="x", fail_type=10))

    def press(self, title: str) -> str:
        return self.press_again(self.offered[title], title)

    def press_again(self, data: str, title: str) -> str:
        return self.post(self.person.clicks(data, title))

    def oddity(self) -> str:
        return self.post(self.person.message("hologram"))

    def picture(self, content: bytes) -> str:
        self.server.file = content
        return self.post(self.person.message("image", media_id="m"))

    def trouble(self) -> None:
        self.api.fail("send_msg", Answer(b"<html>", 502))

    @property
    def heard(self) -> list[str]:
        return [wecom_api.words(call) for call in self.received]

    @property
    def received(self) -> list[Call]:
        greetings = [c for c in self.api.of("send_msg_on_event") if c.body["code"] in self._codes]
        mine = [c for c in self.api.of("send_msg") if c.body["touser"] == self.person.id]
        return sorted(greetings + mine, key=self.api.calls.index)

    @property
    def words(self) -> str:
        return "\n".join(wecom_api.words(call) for call in self._sent)

    @property
    def offered(self) -> dict[str, str]:
        return {title: data for call in self._sent for title, data in wecom_api.choices(call).items()}


def is_stored(key: str) -> bool:
    with read_session() as session:
        query = select(ChannelUpdate.id).where(
            ChannelUpdate.channel == "wecom", ChannelUpdate.update_key == key
        )
        return session.scalar(query) is not None
