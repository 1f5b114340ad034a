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
    channel, longest = "wechat", 2048

    def __init__(self, client: TestClient, server: WeChatServer) -> None:
        self.client, self.server, self.api = client, server, server.platform
        self.person = Person()
        self.passive = ""
        self._sent: list[Call] = []
        self._replies: list[tuple[int, str]] = []  # with how many calls had come before

    @property
    def address(self) -> str:
        return self.person.open_id

    def raw(self, fields: dict[str, str]) -> Response:
        if "FromUserName" in fields:
            self.server.allow(fields)
        query, body = wechat_api.envelope(fields)
        return self.client.post("/channels/wechat", params=query, content=body.encode())

    def deliver(self, update: dict[str, str]) -> Response:
        before = len(self.received)
        response = self.raw(update)
        self.passive = ""
        if response.status_code == 200 and response.text != "success":
            reply = wechat_api.opened_reply(response.text)
            assert reply["ToUserName"] == self.person.open_id
            assert reply["FromUserName"] == wechat_api.ACCOUNT
            self.passive = reply["Content"]
            self._replies.append((before, self.passive))
        return response

    def post(self, fields: dict[str, str]) -> str:
        before = len(self.received)
        response = self.deliver(fields)
        assert response.status_code == 200, response.text
        settle(ahead_s=2.0)  # what follows a response waits for a second
        self._sent = self.received[before:]
        return self.words

    def say(self, text: str) -> str:
        return self.post(self.person.says(text))

    def says(self, text: str) -> dict[str, str]:
        return self.person.says(text)

    def greet(self) -> str:
        return self.post(self.person.event("subscribe"))

    def leave(self) -> str:
        return self.post(self.person.event("unsubscribe"))

    def press(self, title: str) -> str:
        return self.press_again(self.offered[title], title)

    def press_again(self, data: str, title: str) -> str:
        return self.post(self.person.clicks(data, title))

    def oddity(self) -> str:
        return self.post(self.person.message("hologram"))

    def picture(self, content: bytes) -> str:
        self.server.picture = content
        return self.post(self.person.message("image", MediaId="m", PicUrl="http://mmbiz.qpic.cn/x/0"))

    def trouble(self) -> None:
        self.api.fail("send", wechat_api.DOWN)

    @property
    def heard(self) -> list[str]:
        sent = [(place, wechat_api.words(call)) for place, call in enumerate(self.received)]
        return [text for _, text in sorted([*self._replies, *sent], key=lambda each: each[0])]

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
