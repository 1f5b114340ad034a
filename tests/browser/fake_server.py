"""A small server that speaks the chat contract with scripted replies: the other end for the widget's tests.

Run it to look at the page: ``python tests/browser/fake_server.py`` and open the address it prints.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.browser.replies import GREETING, reply_to, suggested

WEB = Path(__file__).resolve().parents[2] / "bot" / "web"
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
CSP = (
    "default-src 'none'; script-src 'self' {extra}; style-src 'self' {extra}; img-src 'self'; "
    "connect-src 'self' {extra}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class FakeServer(ThreadingHTTPServer):
    """State of one pretended service; tests read and bend it."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.pages: dict[str, str] = {}  # extra pages, by path
        self.csp_extra = ""  # another origin the pages of this server may load the widget from
        self.histories: dict[str, list[dict[str, Any]]] = {}  # by token
        self.answered: dict[str, list[dict[str, Any]]] = {}  # by message_id
        self.received: list[dict[str, Any]] = []  # every message body that arrived, repeats too
        self.uploads: list[bytes] = []
        self.pushed: list[dict[str, Any]] = []  # to every session, in order
        self.resumed: list[str] = []  # the Last-Event-ID of every stream that was opened
        self.streams = 0  # raised, it ends those that are open
        self.faults: list[dict[str, Any]] = []  # one is used up by each request to `path`
        self.delay = 0.0
        self.exchange = False  # the next answer brings another token, and the old one is over
        self.front: dict[str, Any] = {"notice": None, "off": None, "hours": None, "privacy": None}
        self.judged: list[dict[str, Any]] = []
        self.typed: list[str] = []  # shown to a person while it was written
        self.asked: list[str] = []  # what was looked up while typing
        self.languages: set[str] = set()  # asked for by the widget
        self.seen: list[str] = []  # every path that was fetched

    def start(self) -> FakeServer:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves in the middle is no fault."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def fail(self, status: int, detail: str, *, path: str = "messages", done: bool = False) -> None:
        """The next request fails; ``done``: only after the work was done, as when an answer gets lost."""
        self.faults.append({"status": status, "detail": detail, "path": path, "done": done})


class Handler(BaseHTTPRequestHandler):
    server: FakeServer
    protocol_version = "HTTP/1.1"

    def do_OPTIONS(self) -> None:
        self.reply(204, b"", "text/plain")

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.server.seen.append(path)
        if path == "/api/chat/config":
            return self.json(200, self.server.front)
        if path == "/api/chat/suggest":
            typed = parse_qs(urlsplit(self.path).query).get("q", [""])[0]
            self.server.asked.append(typed)
            return self.json(200, {"suggestions": suggested(typed)})
        if path == "/api/chat/history":
            return self.chat("history", b"")
        if path == "/api/chat/events":
            return self.events()
        if path in self.server.pages:
            return self.reply(200, self.server.pages[path].encode(), "text/html")
        known = {"/": "index.html", "/widget.js": "widget.js"}
        name = known.get(path) or path.removeprefix("/static/")
        file = WEB / name
        if ".." in name or not file.is_file():
            return self.reply(404, b"", "text/plain")
        self.reply(200, file.read_bytes(), TYPES.get(file.suffix, "application/octet-stream"))

    def events(self) -> None:
        sent, opened = int(self.headers.get("Last-Event-ID") or 0), self.server.streams
        self.server.resumed.append(self.headers.get("Last-Event-ID") or "")
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(b"retry: 3000\nevent: ready\ndata: {}\n\n")
        while self.server.streams == opened:
            for message in self.server.pushed[sent:]:
                sent += 1
                kind = message.get("event", "message")
                body = json.dumps(message, ensure_ascii=False)
                # In two pieces, cut inside a character: a network knows no borders of events.
                frame = f"id: {sent}\nevent: {kind}\ndata: {body}\n\n".encode()
                for piece in (frame[: len(frame) // 2], frame[len(frame) // 2 :]):
                    self.wfile.write(piece)
                    self.wfile.flush()
            time.sleep(0.05)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.chat(urlsplit(self.path).path.removeprefix("/api/chat/"), body)

    def chat(self, path: str, body: bytes) -> None:
        server = self.server
        server.languages.add(self.headers.get("Accept-Language") or "")
        time.sleep(server.delay)
        fault = next((each for each in server.faults if each["path"] == path), None)
        if fault:
            server.faults.remove(fault)
            if not fault["done"]:
                return self.problem(fault["status"], fault["detail"])
        if path == "sessions":
            token = f"token-{len(server.histories) + 1}"
            server.histories[token] = [{"from": "bot", **message} for message in GREETING]
            return self.json(201, {"session_id": token, "token": token, "greeting": GREETING})
        history = server.histories.get((self.headers.get("Authorization") or "").removeprefix("Bearer "))
        if history is None:
            return self.problem(401, "会话已失效，请重新开始。")
        if path == "history":
            return self.json(200, {"messages": history})
        if path == "files":
            server.uploads.append(body)
            return self.json(200, {"file_id": f"file-{len(server.uploads)}"})
        message = json.loads(body)
        if path == "typing":
            server.typed.append(message["text"])
            return self.reply(204, b"", "application/json")
        if path == "feedback":
            server.judged.append(message)
            for each in history:
                if each.get("id") == message["message_id"]:
                    each["useful"] = message["useful"]
            return self.json(200, {"useful": message["useful"]})
        messages = self.answer(message, history)
        if fault:
            return self.problem(fault["status"], fault["detail"])
        said: dict[str, Any] = {"messages": messages}
        if server.exchange:
            server.exchange = False
            before = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            said["token"] = f"{before}-new"
            server.histories[said["token"]] = server.histories.pop(before)
        self.json(200, said)

    def answer(self, message: dict[str, Any], history: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """A repeated ``message_id`` gets the first reply and leaves no second trace."""
        server = self.server
        server.received.append(message)
        key = message["message_id"]
        if key not in server.answered:
            said = message.get("text") or message.get("payload") or message["file_id"]
            turn = sum(each["from"] == "user" for each in history) + 1
            server.answered[key] = [{**each, "id": f"{turn}.{n}"} for n, each in enumerate(reply_to(said))]
            label = re.sub(r"^choice:", "", said)
            history.append({"from": "user", "text": label})
            history.extend({"from": "bot", **each} for each in server.answered[key])
        return server.answered[key]

    def problem(self, status: int, detail: str) -> None:
        body = {"type": "about:blank", "title": "error", "status": status, "detail": detail}
        self.reply(status, json.dumps(body).encode(), "application/problem+json")

    def json(self, status: int, content: dict[str, Any]) -> None:
        self.reply(status, json.dumps(content).encode(), "application/json")

    def reply(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CSP.format(extra=self.server.csp_extra))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header(
            "Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID, Accept-Language"
        )
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


if __name__ == "__main__":
    running = FakeServer(8765)
    print(running.url)
    running.serve_forever()
