"""A citizen on an Official Account: what is posted to the webhook, what comes back in the response and by the API."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient
from httpx import Response

from tests.channels.apps import wechat_api
from tests.channels.apps.platform import Call
from tests.channels.apps.talk import settle
from tests.channels.apps.wechat_api import Person, WeChatServer


class WeChatTalk:
    def __init__(self, client: TestClient, server: WeChatServer) -> None:
        self.client, self.server, self.api = client, server, server.platform
        self.person = Person()
        self.passive = ""
        self._sent: list[Call] = []

    def raw(self, fields: dict[str, str]) -> Response:
        query, body = wechat_api.envelope(fields)
        return self.client.post("/channels/wechat", params=query, content=body.encode())

    def post(self, fields: dict[str, str]) -> str:
        before = len(self.received)
        response = self.raw(fields)
        assert response.status_code == 200, response.text
        self.passive = ""
        if response.text != "success":
            reply = wechat_api.opened_reply(response.text)
            assert reply["ToUserName"] == self.person.open_id
            assert reply["FromUserName"] == wechat_api.ACCOUNT
            self.passive = reply["Content"]
        settle(ahead_s=2.0)  # what follows a response waits for a second
        self._sent = self.received[before:]
        return self.words

    def say(self, text: str) -> str:
        return self.post(self.person.says(text))

    def press(self, title: str) -> str:
        return self.post(self.person.clicks(self.offered[title], title))

    @property
    def received(self) -> list[Call]:
        return [c for c in self.api.of("send") if c.body.get("touser") == self.person.open_id]

    @property
    def words(self) -> str:
        texts = [self.passive, *(wechat_api.words(call) for call in self._sent)]
        return "\n".join(re.sub(r"</?a[^>]*>", "", text) for text in texts if text)

    @property
    def offered(self) -> dict[str, str]:
        found = wechat_api.choices(self.passive)
        for call in self._sent:
            found |= wechat_api.menu_choices(call)
        return found
