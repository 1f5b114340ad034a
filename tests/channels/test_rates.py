"""Allowances: 429 with Retry-After and words, in memory, in Redis, and when Redis is gone."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis
from redis.exceptions import ConnectionError as RedisGone

from bot.app import create_app
from bot.channels import tokens
from bot.channels.rates.buckets import _MOST_KEYS, Allowance, MemoryBuckets
from bot.channels.rates.limits import address_of
from bot.channels.rates.shared import Buckets
from bot.settings import Settings
from tests.channels.test_web_bad_input import is_problem


def limited(**limits: int) -> Settings:
    """Nothing is limited but what is named."""
    names = ("session", "whole", "channel", "address", "new_sessions", "login")
    return Settings(**{f"rate_{name}": limits.get(name, 0) for name in names})  # type: ignore[arg-type]


def app_with(**limits: int) -> FastAPI:
    """Without an assistant: 503 is what gets through."""
    return create_app(limited(**limits))


def from_(app: FastAPI, address: str) -> TestClient:
    return TestClient(app, client=(address, 50_000), raise_server_exceptions=False)


@given(
    per_minute=st.integers(1, 200),
    gaps=st.lists(st.floats(0, 40, allow_nan=False), min_size=1, max_size=300),
)
def test_no_minute_gives_more_than_twice_the_allowance_and_waiting_helps(
    per_minute: int, gaps: list[float]
) -> None:
    """At once all of it, then evenly: within any minute at most what was saved up and what grew back."""
    buckets, now, taken = MemoryBuckets(), 1_000.0, []
    for gap in gaps:
        now += gap
        refused = buckets.take([Allowance("x", "one", per_minute)], now)
        if refused is None:
            taken.append(now)
        else:
            assert 0 < refused.wait_s <= 60
            now += refused.wait_s + 1e-6
            assert buckets.take([Allowance("x", "one", per_minute)], now) is None
            taken.append(now)
    for start in taken:
        assert sum(start <= each < start + 60 for each in taken) <= 2 * per_minute


def test_what_one_allowance_refuses_costs_no_other() -> None:
    buckets = MemoryBuckets()
    narrow, wide = Allowance("narrow", "a", 1), Allowance("wide", "a", 3)
    assert buckets.take([narrow, wide], 0.0) is None
    assert all(buckets.take([narrow, wide], 0.0) for _ in range(10))
    assert buckets.take([wide], 0.0) is None
    assert buckets.take([wide], 0.0) is None
    assert buckets.take([wide], 0.0) is not None


def test_an_attack_from_everywhere_fills_no_memory() -> None:
    buckets = MemoryBuckets()
    for number in range(_MOST_KEYS * 2):
        buckets.take([Allowance("address", str(number), 5)], 0.0)
    assert len(buckets) <= _MOST_KEYS


def test_too_many_from_one_address() -> None:
    app = app_with(address=3)
    client = from_(app, "203.0.113.7")
    assert [client.post("/api/chat/sessions").status_code for _ in range(3)] == [503] * 3
    refused = client.post("/api/chat/sessions")
    assert is_problem(refused, 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert from_(app, "203.0.113.8").post("/api/chat/sessions").status_code == 503
    assert client.get("/healthz").status_code == 200
    assert 'zhengwen_rate_limited_total{limit="address"}' in client.get("/metrics").text


def test_too_many_of_one_conversation_wherever_it_comes_from() -> None:
    app = app_with(session=2)
    headers = {"Authorization": f"Bearer {tokens.sign('web:one')}"}
    codes = [
        from_(app, f"203.0.113.{n}").post("/api/chat/messages", json={}, headers=headers).status_code
        for n in range(3)
    ]
    assert codes[:2] == [422, 422] or codes[:2] == [503, 503]
    assert codes[2] == 429
    other = {"Authorization": f"Bearer {tokens.sign('web:other')}"}
    assert from_(app, "203.0.113.1").post("/api/chat/messages", json={}, headers=other).status_code != 429


def test_a_made_up_token_uses_up_no_conversation() -> None:
    app = app_with(session=1)
    genuine = tokens.sign("web:victim")
    forged = genuine[:-3] + "abc"
    client = from_(app, "203.0.113.7")
    for _ in range(5):
        answer = client.post("/api/chat/messages", json={}, headers={"Authorization": f"Bearer {forged}"})
        assert answer.status_code != 429
    answer = client.post("/api/chat/messages", json={}, headers={"Authorization": f"Bearer {genuine}"})
    assert answer.status_code != 429


def test_too_many_for_the_whole() -> None:
    app = app_with(whole=4)
    codes = [from_(app, f"203.0.113.{n}").post("/api/chat/sessions").status_code for n in range(5)]
    assert codes == [503, 503, 503, 503, 429]


def test_guessing_at_the_console_is_slowed_by_address_with_a_page() -> None:
    client = from_(app_with(login=2), "203.0.113.7")
    for _ in range(2):
        client.post("/staff/login", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    refused = client.post("/staff/login", data={"username": "a", "password": "b"})
    assert refused.status_code == 429
    assert refused.headers["content-type"].startswith("text/html")
    assert "操作太频繁" in refused.text
    assert int(refused.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("peer", "header", "counted"),
    [
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # nobody's proxy: its word counts for nothing
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # what the citizen wrote comes first
        ("127.0.0.1", "", None),
        ("127.0.0.1", "<script>, 127.0.0.1", None),
    ],
)
def test_only_a_configured_proxy_says_who_comes(peer: str, header: str, counted: str | None) -> None:
    app = app_with(address=1)
    seen: list[str | None] = []

    @app.get("/probe")
    def probe(request: Request) -> None:
        seen.append(address_of(request.scope))

    from_(app, peer).get("/probe", headers={"X-Forwarded-For": header})
    assert seen == [counted]


def test_a_household_is_one_address() -> None:
    def of(host: str) -> str | None:
        return address_of({"client": (host, 1)})

    assert of("2001:db8:1:2::1") == of("2001:db8:1:2:ffff::9") != of("2001:db8:1:3::1")
    assert of("::ffff:203.0.113.7") == "203.0.113.7"
    assert of("::1") is of("testclient") is of("") is None


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    with Redis.from_url(url) as redis:
        while True:
            assert server.poll() is None
            try:
                redis.ping()
                break
            except RedisGone:
                continue
    yield url, server
    server.kill()
    server.wait()


async def test_replicas_count_together_and_alone_when_redis_is_gone(
    redis_server: tuple[str, subprocess.Popen[bytes]],
) -> None:
    url, server = redis_server
    one, two = Buckets(url), Buckets(url)
    each = [Allowance("session", "web:x", 40), Allowance("whole", "", 1_000)]
    taken = 0
    for _ in range(40):
        taken += sum([(await replica.take(each)) is None for replica in (one, two)])
    assert 40 <= taken <= 42  # a slow machine gives some back meanwhile
    refused = await one.take(each)
    while refused is None:
        refused = await one.take(each)
    assert refused.kind == "session" and 0 < refused.wait_s <= 2
    with Redis.from_url(url) as redis:
        keys = [key.decode() for key in redis.keys("*")]
        assert len(keys) == 2 and not any("web:x" in key for key in keys)
        assert all(0 < redis.ttl(key) <= 61 for key in keys)
    server.kill()
    server.wait()
    await two.close()
    assert sum([(await one.take(each)) is None for _ in range(60)]) in (40, 41, 42)
    await one.close()
