"""PostgreSQL and Redis gone or hanging under a replica that serves: what a citizen reads, how soon, and afterwards."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from benchmarks.faults import errands
from benchmarks.faults.citizen import SUBMIT, Citizen
from benchmarks.faults.together import Together

_PATIENCE_S = 60


@dataclass
class Outage:
    """`told_s`: the slowest answer while it lasted; `words`: the first one; `ready`: what /readyz said meanwhile;
    `live_s`: the slowest /healthz; `back_s`: from the return to the first answer that was one."""

    fault: str
    told_s: float
    words: str
    ready: str
    live_s: float
    back_s: float
    draft_kept: bool


@contextmanager
def stopped(stop: Callable[[], Any], start: Callable[[], Any]) -> Iterator[None]:
    stop()
    try:
        yield
    finally:
        start()


def outages(house: Together) -> list[Outage]:
    postgres, redis = house.postgres, house.redis
    return [
        _outage(house, "PostgreSQL gone", lambda: stopped(postgres.stop, postgres.start), 1),
        _outage(house, "PostgreSQL hangs", lambda: stopped(postgres.hang, postgres.go_on), 2),
        _outage(house, "Redis gone", lambda: stopped(redis.stop, redis.start), 3),
    ]


def _outage(house: Together, fault: str, broken: Callable[[], Any], number: int) -> Outage:
    """A citizen at the review of an application confirms while it lasts, and again afterwards."""
    url = house.urls[0]
    with Citizen(number, [url]) as who:
        errands.fill_in(who)
        button = who.payload(SUBMIT)
        assert button is not None
        told, live, words = [], [], ""
        with broken():
            for attempt in range(4):
                started = time.monotonic()
                said = _words(who, url, button, f"{fault}{attempt}")
                words = words or said
                told.append(time.monotonic() - started)
                live.append(_seconds(f"{url}/healthz"))
            ready = _body(f"{url}/readyz")
        returned = time.monotonic()
        who.send(payload=button)
        back = time.monotonic() - returned
        if who.receipt("case_no") is None:
            who.say("查办件进度")
        kept = "01D" in who.words or who.receipt("case_no") is not None
    return Outage(fault, max(told), words, ready, max(live), back, kept)


def _words(who: Citizen, url: str, button: str, message_id: str) -> str:
    body = {"payload": button, "message_id": message_id.replace(" ", "-")}
    try:
        response = who.http.post(f"{url}/api/chat/messages", json=body, timeout=_PATIENCE_S)
    except httpx.TransportError as error:
        return type(error).__name__
    answer = response.json()
    return str(answer.get("detail") or "\n".join(message["text"] for message in answer["messages"]))


def _seconds(url: str) -> float:
    started = time.monotonic()
    _body(url)
    return time.monotonic() - started


def _body(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE_S) as response:
            return f"{response.status} {_parts(response.read())}"
    except urllib.error.HTTPError as error:
        return f"{error.code} {_parts(error.read())}"


def _parts(body: bytes) -> str:
    """The parts that are not well."""
    parts = json.loads(body).get("parts", {})
    return "、".join(name for name, well in parts.items() if not well)
