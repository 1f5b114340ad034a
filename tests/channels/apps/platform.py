"""A local HTTP server that stands for a platform: answers as its documentation says, fails as a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Call:
    method: str  # the last part of the path: sendMessage, custom/send …
    path: str
    query: dict[str, str]
    body: dict[str, Any]
    verb: str = "POST"


@dataclass(frozen=True)
class Answer:
    """`body` a JSON value or raw bytes; `after_s` for a platform that is slow; `cut` closes without a word."""

    body: Any = None
    status: int = 200
    after_s: float = 0.0
    cut: bool = False
    headers: dict[str, str] = field(default_factory=dict)


class Platform:
    """Calls are kept in `calls`; `fail(method, …)` answers the next calls of a method, in order."""

    def __init__(self, usual: Callable[[Call], Answer]) -> None:
        self.calls: list[Call] = []
        self._usual, self._failures = usual, defaultdict[str, deque[Answer]](deque)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def fail(self, method: str, *answers: Answer) -> None:
        self._failures[method].extend(answers)

    def of(self, method: str) -> list[Call]:
        with self._lock:
            return [call for call in self.calls if call.method == method]

    def wait_for(self, method: str, count: int, within_s: float = 10.0) -> list[Call]:
        until = time.monotonic() + within_s
        while len(self.of(method)) < count:
            assert time.monotonic() < until, f"{method}: {len(self.of(method))} of {count}"
            time.sleep(0.01)
        return self.of(method)

    def forget(self) -> None:
        with self._lock:
            self.calls.clear()
            self._failures.clear()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, call: Call) -> Answer:
        with self._lock:
            self.calls.append(call)
            waiting = self._failures[call.method]
            if waiting:
                return waiting.popleft()
        return self._usual(call)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._do()

            def do_POST(self) -> None:
                self._do()

            def _do(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                raw = self.rfile.read(length)
                if len(raw) < length:  # whoever asked was killed in the middle of it: nothing was asked
                    self.close_connection = True
                    return
                split = urlsplit(self.path)
                call = Call(
                    split.path.rsplit("/", 1)[-1],
                    split.path,
                    dict(parse_qsl(split.query)),
                    _body(raw, self.headers.get("content-type") or ""),
                    self.command,
                )
                answer = platform.answer(call)
                time.sleep(answer.after_s)
                if answer.cut:
                    self.close_connection = True
                    return
                body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
                try:
                    self.send_response(answer.status)
                    for name, value in answer.headers.items():
                        self.send_header(name, value)
                    self.send_header("content-length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # whoever asked has gone

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


def _body(raw: bytes, content_type: str) -> dict[str, Any]:
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(raw.decode()))
    try:
        found = json.loads(raw) if raw else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
