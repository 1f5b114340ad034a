"""An outside system on this machine: answers as it is told, remembers what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Outside:
    url: str = ""
    # (status, body, seconds to wait); the last one is repeated
    answers: list[tuple[int, bytes, float]] = field(default_factory=lambda: [(200, b"{}", 0.0)])
    asked: list[dict[str, Any]] = field(default_factory=list)

    redirect: str = ""  # the Location of every answer

    def say(self, body: object, status: int = 200, wait: float = 0.0) -> None:
        self.answers = [(status, body if isinstance(body, bytes) else json.dumps(body).encode(), wait)]


@contextmanager
def outside() -> Iterator[Outside]:
    system = Outside()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            system.asked.append(
                {"path": self.path, "headers": dict(self.headers), "body": json.loads(body) if body else None}
            )
            answer = system.answers[0] if len(system.answers) == 1 else system.answers.pop(0)
            time.sleep(answer[2])
            try:
                self.send_response(answer[0])
                if system.redirect:
                    self.send_header("Location", system.redirect)
                self.send_header("Content-Length", str(len(answer[1])))
                self.end_headers()
                self.wfile.write(answer[1])
            except OSError:  # they did not wait
                pass

        do_GET = do_POST = _answer

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    system.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield system
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
