"""nginx reads the configuration, and does with it what it is for: in front of a small upstream of our own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.deploy.product import DEPLOY

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(
    NGINX is None, reason="nginx is not on this machine (apt install nginx-light)"
)
PROBLEM = "application/problem+json"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Upstream(BaseHTTPRequestHandler):
    """Says what it was asked; a stream whose second part waits until the first has been read."""

    protocol_version = "HTTP/1.1"
    read_first = threading.Event()
    answers = 200

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/api/chat/events":
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b"data: first\n\n")
            self.wfile.flush()
            Upstream.read_first.wait(30)
            self.wfile.write(b"data: second\n\n")
            return
        self._say()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._say()

    def _say(self) -> None:
        body = json.dumps(
            {"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}}
        ).encode()
        self.send_response(self.answers)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Starting(Upstream):
    """A replica whose model is still being loaded."""

    answers = 503


@dataclass
class Front:
    https: int
    log: Path

    def logged(self, words: str) -> str:
        """The line with `words` in it; nginx writes it when the answer is out."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for line in self.log.read_text("utf-8").splitlines():
                if words in line:
                    return line
            time.sleep(0.05)
        raise AssertionError(f"{words} is not in the log")

    def get(self, path: str, host: str = "www.example.gov.cn", **kwargs: object) -> httpx.Response:
        return self.ask("GET", path, host, **kwargs)

    def ask(
        self, method: str, path: str, host: str = "www.example.gov.cn", **kwargs: object
    ) -> httpx.Response:
        headers = {"Host": host, **kwargs.pop("headers", {})}  # type: ignore[dict-item]
        with httpx.Client(verify=False, timeout=30) as client:
            return client.request(
                method,
                f"https://127.0.0.1:{self.https}{path}",
                headers=headers,
                **kwargs,  # type: ignore[arg-type]
            )


def write_conf(folder: Path, upstream: str, http: int, https: int) -> Path:
    """The shipped files with our ports, certificates and places of logs."""
    for name in ("zhengwen.conf", upstream):
        text = (DEPLOY / "nginx" / name).read_text("utf-8")
        text = text.replace("/etc/nginx/tls", str(folder)).replace("/var/log/nginx", str(folder))
        text = text.replace("listen 443", f"listen 127.0.0.1:{https}").replace(
            "listen 80 ", f"listen 127.0.0.1:{http} "
        )
        text = text.replace("app1:8000", "127.0.0.1:8001").replace("app2:8000", "127.0.0.1:8002")
        (folder / name).write_text(text, "utf-8")
    made = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=example.gov.cn".split()
    where = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(made + where, check=True, capture_output=True)
    temp = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    as_root = "user root;" if os.geteuid() == 0 else ""  # its workers write into our folder
    main = folder / "nginx.conf"
    main.write_text(
        f"{as_root} pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1; daemon off;\n"
        f"events {{ worker_connections 256; }}\n"
        f"http {{ {temp}\n include {folder}/{upstream}; include {folder}/zhengwen.conf; }}\n",
        "utf-8",
    )
    return main


@pytest.mark.parametrize("upstream", ["upstream-compose.conf", "upstream-systemd.conf"])
def test_nginx_finds_nothing_wrong(upstream: str, tmp_path: Path) -> None:
    main = write_conf(tmp_path, upstream, free_port(), free_port())
    done = subprocess.run([str(NGINX), "-t", "-c", str(main)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr.replace('the "user" directive', "")


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), kind) for kind in (Upstream, Starting)]
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
    http, https = free_port(), free_port()
    main = write_conf(folder, "upstream-systemd.conf", http, https)
    upstream = folder / "upstream-systemd.conf"
    text = upstream.read_text("utf-8")
    for port, server in zip(("8001", "8002"), servers, strict=True):
        text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{server.server_address[1]}")
    upstream.write_text(text, "utf-8")
    nginx = subprocess.Popen([str(NGINX), "-c", str(main)], stderr=subprocess.PIPE)
    until = time.monotonic() + 60
    while True:
        assert nginx.poll() is None and time.monotonic() < until, (folder / "error.log").read_text("utf-8")
        try:
            socket.create_connection(("127.0.0.1", https), 1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield Front(https, folder / "zhengwen.log")
    nginx.terminate()
    nginx.wait(20)
    assert nginx.stderr is not None
    nginx.stderr.close()
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_request_gets_an_id_and_no_header_of_the_client_is_believed(front: Front) -> None:
    forged = {"X-Request-ID": "f" * 32, "X-Forwarded-For": "1.2.3.4", "X-Real-IP": "1.2.3.4"}
    seen = front.get("/", headers=forged).json()["headers"]
    assert len(seen["x-request-id"]) == 32 and seen["x-request-id"] != "f" * 32
    assert seen["x-forwarded-for"] == seen["x-real-ip"] == "127.0.0.1"
    assert (seen["x-forwarded-proto"], seen["host"]) == ("https", "www.example.gov.cn")
    assert front.logged(seen["x-request-id"])


def test_what_is_for_staff_and_operators_is_not_on_the_citizens_address(front: Front) -> None:
    for path in ("/staff/", "/staff/login", "/metrics", "/readyz", "/healthz"):
        assert front.get(path).status_code == 404, path
    for path in ("/staff/login", "/staff/sheets"):  # 127.0.0.1 is none of the staff's networks
        assert front.get(path, host="staff.example.gov.cn").status_code == 403


def test_a_replica_that_is_starting_is_passed_over(front: Front) -> None:
    for _ in range(6):
        answer = front.ask("POST", "/api/chat/messages", json={"text": "你好"})
        assert answer.status_code == 200


def test_a_stream_comes_part_by_part(front: Front) -> None:
    Upstream.read_first.clear()
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        httpx.Client(verify=context, timeout=30) as client,
        client.stream(
            "GET", f"https://127.0.0.1:{front.https}/api/chat/events", headers={"Host": "www.example.gov.cn"}
        ) as stream,
    ):
        parts = stream.iter_text()
        assert "first" in next(parts)
        Upstream.read_first.set()  # had nginx kept the first part, it would never have come
        assert "second" in "".join(parts)


def test_too_much_is_refused_in_words(front: Front) -> None:
    answer = front.ask("POST", "/api/chat/messages", content=b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 413 and answer.headers["content-type"] == PROBLEM
    assert "内容太大" in answer.json()["detail"]
    assert front.ask("POST", "/api/chat/files", content=b"x" * (9 * 1024 * 1024)).status_code == 200


def test_too_often_is_refused_in_words(front: Front) -> None:
    answers = [front.ask("POST", "/api/chat/files", content=b"x") for _ in range(14)]
    refused = [each for each in answers if each.status_code == 429]
    assert refused and all(each.headers["retry-after"] == "5" for each in refused)
    assert "太频繁" in refused[0].json()["detail"]
    assert "max-age" in refused[0].headers["strict-transport-security"]


def test_a_signed_link_is_in_no_log(front: Front) -> None:
    assert front.get("/checklist/eyJzaWduZWQi.secret").status_code == 200
    assert json.loads(front.logged("/checklist/-"))["status"] == 200
    assert "secret" not in front.log.read_text("utf-8")
