"""A citizen who does not give up: the same message with the same id, until there is an answer."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

_PATIENCE_S = 90.0
_PAUSE_S = 0.1
FAILED = ("没有处理成功", "没能处理这一步")  # of an apology: the citizen sends it anew

Message = dict[str, Any]
SUBMIT = "确认提交"


class GaveUp(Exception):
    """No answer within the patience."""


@dataclass
class Citizen:
    """Talks to any of `urls`, the next one when one does not answer. `number` makes name and mobile their own."""

    number: int
    urls: Sequence[str]
    last: list[Message] = field(default_factory=list)
    tries: int = 0  # requests, the first of each message included
    messages: int = 0
    apologies: int = 0
    slowest_s: float = 0.0
    on_answer: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.http = httpx.Client(timeout=httpx.Timeout(20, connect=2))
        opened = self._until_answered("/api/chat/sessions", {})
        self.id, self.last = opened["session_id"], opened["greeting"]
        self.http.headers["Authorization"] = f"Bearer {opened['token']}"

    def __enter__(self) -> Citizen:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    @property
    def mobile(self) -> str:
        return f"139{self.number:08d}"

    @property
    def name(self) -> str:
        return "张" + "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in f"{self.number % 100:02d}")

    @property
    def words(self) -> str:
        return "\n".join(message["text"] for message in self.last)

    @property
    def field(self) -> str | None:
        fields = [message.get("data", {}).get("field") for message in self.last]
        return next((each for each in reversed(fields) if each), None)

    def receipt(self, key: str) -> str | None:
        """`case_no`, `booking_no` or `order_no` of the receipt just said."""
        return next((m["data"][key] for m in self.last if m["type"] == "receipt" and key in m["data"]), None)

    def say(self, text: str) -> list[Message]:
        return self.send(text=text)

    def send(self, **body: str) -> list[Message]:
        """Answered, at last. Raises GaveUp."""
        self.messages += 1
        started = time.monotonic()
        while True:
            body["message_id"] = uuid.uuid4().hex
            self.last = self._until_answered("/api/chat/messages", body)["messages"]
            self.slowest_s = max(self.slowest_s, time.monotonic() - started)
            self.on_answer()
            if not any(words in self.words for words in FAILED):
                return self.last
            self.apologies += 1
            if time.monotonic() - started > _PATIENCE_S:
                raise GaveUp(self.words)
            time.sleep(_PAUSE_S)

    def payload(self, title: str) -> str | None:
        offered = {c["title"]: c["payload"] for m in self.last for c in m.get("choices", [])}
        return offered.get(title)

    def _until_answered(self, path: str, body: dict[str, str]) -> Any:
        until, why = time.monotonic() + _PATIENCE_S, ""
        while time.monotonic() < until:
            url = self.urls[(self.number + self.tries) % len(self.urls)]
            self.tries += 1
            try:
                response = self.http.post(url + path, json=body)
                if response.status_code < 300:
                    return response.json()
                why = f"{response.status_code} {response.text}"
                if response.status_code < 500 and response.status_code != 429:
                    raise GaveUp(f"{path} {body}: {why}")
            except httpx.TransportError as error:
                why = type(error).__name__
            time.sleep(_PAUSE_S)
        raise GaveUp(f"{path}: {why}")
