"""What a member of staff does with the console: opens pages, sends forms."""

from __future__ import annotations

import html
import re
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

PASSWORD = "Zheng-wen-2026"


class Clerk:
    def __init__(self, client: TestClient, username: str) -> None:
        self.client = client
        self.username = username
        self.csrf = ""
        assert self.log_in().status_code == 303
        self.open("/staff/me")

    def log_in(self, password: str = PASSWORD) -> Response:
        return self.client.post("/staff/login", data={"username": self.username, "password": password})

    def open(self, path: str, status: int = 200, **params: Any) -> str:
        """The page as text. Remembers its token, as a form of it would send it."""
        answer = self.client.get(path, params=params)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:500])
        token = re.search(r'name="csrf" value="([^"]+)"', answer.text)
        if token:
            self.csrf = token[1]
        return html.unescape(answer.text)

    def send(self, path: str, **fields: Any) -> Response:
        files = fields.pop("files", None)
        return self.client.post(path, data={"csrf": self.csrf, **fields}, files=files)

    def do(self, path: str, **fields: Any) -> str:
        """Sends a form and follows to the page that says what came of it: its words."""
        answer = self.send(path, **fields)
        assert answer.status_code == 303, (answer.status_code, answer.text[:500])
        return self.said(self.open(answer.headers["location"].split("#")[0]))

    @staticmethod
    def said(page: str) -> str:
        note = re.search(r'<div id="flash"[^>]*>\s*<p class="note (\w+)">(.*?)</p>', page, re.DOTALL)
        return note[2] if note else ""
