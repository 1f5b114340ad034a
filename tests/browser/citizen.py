"""Somebody at the website while staff work: says things over HTTP."""

from __future__ import annotations

from typing import Any

import httpx


class Citizen:
    def __init__(self, url: str) -> None:
        self._url = url
        started = httpx.post(f"{url}/api/chat/sessions").json()
        self._headers = {"Authorization": f"Bearer {started['token']}"}

    def say(self, text: str) -> list[dict[str, Any]]:
        answer = httpx.post(
            f"{self._url}/api/chat/messages", json={"text": text}, headers=self._headers, timeout=30
        )
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def words(self, text: str) -> str:
        return "\n".join(message["text"] for message in self.say(text))
