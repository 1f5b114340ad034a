"""Around every door: headers on whatever comes out, areas kept apart, and no connection held by who says nothing."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from fastapi.testclient import TestClient
from pydantic import ValidationError
from starlette.types import Receive, Scope, Send

from bot.app import create_app
from bot.channels.body_limit import BodyLimit
from bot.channels.headers import HSTS
from bot.channels.patience import MOST_HEADER_BYTES, PatientProtocol
from bot.settings import Settings

PATHS = (
    "/",
    "/widget.js",
    "/static/portal.css",
    "/static/nothing.css",
    "/api/chat/history",
    "/api/nothing",
    "/healthz",
    "/openapi.json",
    "/staff/login",
    "/staff/nothing",
    "/checklist/forged",
    "/channels/telegram",
)


def client(**settings: object) -> TestClient:
    return TestClient(create_app(Settings(**settings)), raise_server_exceptions=False)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", PATHS)
def test_every_response_carries_the_headers(path: str) -> None:
    headers = client().get(path, follow_redirects=False).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "'unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] in ("no-referrer", "same-origin")
    assert headers["x-frame-options"] == "DENY"
    assert "strict-transport-security" not in headers  # by plain HTTP it means nothing
    if path.startswith(("/api/", "/staff", "/checklist", "/channels/")):
        assert headers["cache-control"] == "no-store"


def test_who_came_by_https_stays_there() -> None:
    secure = client(public_url="https://bot.example.gov.cn")
    for path in PATHS:
        assert secure.get(path, follow_redirects=False).headers["strict-transport-security"] == HSTS


def test_a_crash_carries_the_headers_too() -> None:
    app = create_app(Settings())

    @app.get("/crash")
    def crash() -> None:
        raise RuntimeError("no luck")

    answer = TestClient(app, raise_server_exceptions=False).get("/crash")
    assert answer.status_code == 503
    assert "no luck" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_only_configured_portals_may_call_and_read_why_not() -> None:
    portal = client(allowed_origins=["https://www.example.gov.cn"], rate_address=0)
    for origin, allowed in (
        ("https://www.example.gov.cn", True),
        ("https://www.example.gov.cn.evil.example", False),
        ("http://www.example.gov.cn", False),
        ("null", False),
    ):
        headers = portal.get("/api/chat/history", headers={"Origin": origin}).headers
        assert (headers.get("access-control-allow-origin") == origin) is allowed
        assert headers.get("access-control-allow-credentials") is None
    assert (
        "access-control-allow-origin"
        not in client().get("/api/chat/history", headers={"Origin": "x"}).headers
    )


@pytest.mark.parametrize(
    ("only", "host", "asked", "citizens", "staff"),
    [
        ("all", None, "anything", True, True),
        ("citizen", None, "anything", True, False),
        ("staff", None, "anything", False, True),
        ("all", "desk.gov.cn", "www.gov.cn", True, False),
        ("all", "desk.gov.cn", "DESK.gov.cn:8443", False, True),
        ("all", "desk.gov.cn", "desk.gov.cn.evil.cn", True, False),
        ("citizen", "desk.gov.cn", "desk.gov.cn", False, False),
    ],
)
def test_citizens_and_staff_have_addresses_of_their_own(
    only: str, host: str | None, asked: str, citizens: bool, staff: bool
) -> None:
    app = client(serve_only=only, staff_host=host)
    found = {
        path: app.get(path, headers={"Host": asked}, follow_redirects=False).status_code
        for path in ("/", "/api/chat/history", "/staff/login", "/staff", "/healthz", "/static/portal.css")
    }
    assert found["/"] == (200 if citizens else 302 if staff else 404)
    assert found["/api/chat/history"] == (401 if citizens else 404)
    assert found["/staff/login"] == (200 if staff else 404)
    assert (found["/staff"] != 404) is staff
    assert found["/healthz"] == found["/static/portal.css"] == 200


@pytest.mark.parametrize(
    "name", ["staff//login", "Staff/login", "staff%2flogin", ".%2fstaff/login", "staff;/login"]
)
def test_no_other_spelling_leads_to_the_console(name: str) -> None:
    public = client(serve_only="citizen")
    assert public.get(f"/{name}", follow_redirects=False).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"trusted_proxies": ["*"]},
        {"trusted_proxies": ["proxy"]},
        {"staff_host": "https://x"},
        {"serve_only": "x"},
    ],
)
def test_a_mistaken_setting_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]


class _Hasty(PatientProtocol):
    headers_within_s = 0.3


@asynccontextmanager
async def running() -> AsyncIterator[int]:
    """A server that gives a request's headers 0.3 seconds, and its body 0.3 more."""

    async def ok(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    config = uvicorn.Config(
        BodyLimit(ok, within_s=0.3),
        http=_Hasty,
        lifespan="off",
        log_config=None,
        ws="none",
        timeout_keep_alive=30,
    )
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        task = asyncio.create_task(server.serve([listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        await task


async def said(port: int, *parts: bytes) -> bytes:
    """What comes back, until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await asyncio.sleep(0.05)
    try:
        return await asyncio.wait_for(reader.read(), 20)
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


GET = b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n"


@pytest.mark.parametrize(
    ("parts", "answered"),
    [
        ((), b""),  # says nothing at all
        ((b"GET /x HTTP/1.1\r\nHost: x\r\nX-A: b\r\n",), b""),  # headers that never end
        ((GET, b"GET /x HTTP/1.1\r\n"), b"HTTP/1.1 200"),  # the second request of the connection
        ((b"GET /x HTTP/1.1\r\nX: " + b"a" * MOST_HEADER_BYTES, b"a" * 10), b""),
        ((POST + b"1",), b"HTTP/1.1 408"),  # a body that never ends
    ],
    ids=["silent", "headers", "second request", "endless header", "body"],
)
async def test_who_dawdles_is_let_go(parts: tuple[bytes, ...], answered: bytes) -> None:
    async with running() as port:
        got = await said(port, *parts)
    assert got.startswith(answered) if answered else (not got or b" 400 " in got)


@pytest.mark.parametrize("length", ["9" * 20, "9" * 5_000, "-1", "１", "1e9", ""])
def test_an_odd_length_is_no_crash(length: str) -> None:
    headers = {"Content-Length": length.encode("utf-8"), "Content-Type": "application/json"}
    answer = client().post("/api/chat/messages", content=b"{}", headers=headers)  # type: ignore[arg-type]
    assert answer.status_code in (401, 413, 422, 503)
    assert "编号" not in answer.text


async def test_who_pauses_between_requests_is_not() -> None:
    async with running() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(GET)
            assert b"200 OK" in await reader.readuntil(b"ok")
            await asyncio.sleep(0.4)
        writer.write(POST + b"1" * 50)
        assert b"200 OK" in await reader.readuntil(b"ok")
        writer.close()
