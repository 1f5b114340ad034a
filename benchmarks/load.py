"""The citizens: a closed loop of clients in a process of its own, reading its orders from stdin.

Every conversation is a new sender. ``python -m benchmarks.load < orders.json > samples.json``
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle
from typing import Any

import aiohttp

from benchmarks.conversations import Conversation, Turn

_ANSWER_WITHIN_S = 120


@dataclass(frozen=True)
class Orders:
    """`dialect`: "rest" (Rasa's REST channel) or "web" (ours). `greet`: say 你好 first, uncounted."""

    url: str
    dialect: str
    clients: int
    messages: int
    greet: bool
    run: str  # makes senders unique over runs
    conversations: Sequence[Conversation]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Orders:
        body = json.loads(text)
        body["conversations"] = [tuple(Turn(**turn) for turn in each) for each in body["conversations"]]
        return cls(**body)


@dataclass(frozen=True)
class Sample:
    kind: str
    ms: float
    right: bool


@dataclass(frozen=True)
class Samples:
    seconds: float
    rows: tuple[Sample, ...]
    failures: int  # no answer, or not 2xx

    @classmethod
    def from_json(cls, text: str) -> Samples:
        body = json.loads(text)
        return cls(body["seconds"], tuple(Sample(*row) for row in body["rows"]), body["failures"])

    def to_json(self) -> str:
        rows = [(row.kind, row.ms, row.right) for row in self.rows]
        return json.dumps({"seconds": self.seconds, "rows": rows, "failures": self.failures})


def percentile(values: Sequence[float], percent: float) -> float:
    """Nearest rank: the smallest value that `percent` of all values do not exceed; nan of nothing."""
    if not values:
        return float("nan")
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(int(rank), 1) - 1]


class Citizen:
    """One sender's side of the HTTP contract."""

    def __init__(self, http: aiohttp.ClientSession, orders: Orders, sender: str) -> None:
        self._http, self._orders, self._sender = http, orders, sender
        self._headers: dict[str, str] = {}

    async def open(self) -> None:
        """Ours has a session to open; Rasa opens one with the first message."""
        if self._orders.dialect == "web":
            async with self._http.post(f"{self._orders.url}/api/chat/sessions") as response:
                response.raise_for_status()
                self._headers = {"Authorization": f"Bearer {(await response.json())['token']}"}
        if self._orders.greet:
            await self.say("你好")

    async def say(self, text: str) -> str:
        if self._orders.dialect == "web":
            path, body = "/api/chat/messages", {"text": text}
        else:
            path, body = "/webhooks/rest/webhook", {"sender": self._sender, "message": text}
        async with self._http.post(self._orders.url + path, json=body, headers=self._headers) as response:
            response.raise_for_status()
            answer: Any = await response.json()
        messages = answer["messages"] if self._orders.dialect == "web" else answer
        return "\n".join(message.get("text") or "" for message in messages)


async def run(orders: Orders) -> Samples:
    """Stops when `orders.messages` have been said."""
    left = iter(range(orders.messages))
    queue = _numbered(orders)
    rows: list[Sample] = []
    failures = 0

    async def client() -> None:
        nonlocal failures
        for sender, conversation in queue:
            citizen = Citizen(http, orders, sender)
            try:
                await citizen.open()
                for turn in conversation:
                    if next(left, None) is None:
                        return
                    rows.append(await _timed(citizen, turn))
            except (aiohttp.ClientError, asyncio.TimeoutError):
                failures += 1
                if next(left, None) is None:  # a side that answers nothing ends the run too
                    return

    timeout = aiohttp.ClientTimeout(total=_ANSWER_WITHIN_S)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as http:
        started = time.perf_counter()
        await asyncio.gather(*(client() for _ in range(orders.clients)))
        seconds = time.perf_counter() - started
    return Samples(seconds, tuple(rows), failures)


async def _timed(citizen: Citizen, turn: Turn) -> Sample:
    started = time.perf_counter()
    reply = await citizen.say(turn.say)
    return Sample(turn.kind, (time.perf_counter() - started) * 1000, turn.expect in reply)


def _numbered(orders: Orders) -> Iterator[tuple[str, Conversation]]:
    for number, conversation in enumerate(cycle(orders.conversations)):
        yield f"{orders.run}-{number}", conversation


if __name__ == "__main__":
    print(asyncio.run(run(Orders.from_json(sys.stdin.read()))).to_json())
