"""A citizen on the website, as the widget speaks."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

Message = dict[str, Any]


class Citizen:
    def __init__(self, client: TestClient) -> None:
        self.client = client
        opened = client.post("/api/chat/sessions")
        assert opened.status_code == 201
        self.session_id, self.token = opened.json()["session_id"], opened.json()["token"]
        self.last: list[Message] = opened.json()["greeting"]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, body: object, **headers: str) -> Response:
        return self.client.post("/api/chat/messages", json=body, headers={**self.headers, **headers})

    def _heard(self, response: Response) -> list[Message]:
        """Goes on with the token that proof of identity brings."""
        assert response.status_code == 200, response.text
        self.token = response.json().get("token", self.token)
        self.last = response.json()["messages"]
        return self.last

    def say(self, text: str, message_id: str | None = None) -> list[Message]:
        response = self.post({"text": text, **({"message_id": message_id} if message_id else {})})
        return self._heard(response)

    def click(self, title: str) -> list[Message]:
        offered = {c["title"]: c["payload"] for m in self.last for c in m.get("choices", [])}
        return self._heard(self.post({"payload": offered[title]}))


def texts(messages: list[Message]) -> str:
    return "\n".join(message["text"] for message in messages)
