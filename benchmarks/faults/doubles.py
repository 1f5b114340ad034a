"""The same confirmation at two replicas in the same moment; and many messages of one citizen at both at once."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
from redis import Redis

from benchmarks.faults import errands
from benchmarks.faults.citizen import SUBMIT, Citizen
from benchmarks.faults.ledger import Found, Told, compare

_TIMEOUT_S = 90
TICKETS = (
    "zhengwen:tickets"  # counts up with every message that stands in a line (bot/assistant/redis_turns.py)
)


@dataclass
class Doubled:
    """`agreed`: both answers named the same case, else one said that nothing is open any more; `apologies`: one of
    the two was asked to send again; `lost_messages`: of those said, how many are not kept."""

    pairs: int = 0
    agreed: int = 0
    apologies: int = 0
    lost_messages: int = 0
    found: Found = field(default_factory=Found)


def confirm_twice_at_once(database: str, urls: Sequence[str], pairs: int, at_once: int = 8) -> Doubled:
    """Each citizen fills in an application and confirms it at both replicas at the same instant."""
    result, told = Doubled(), Told()

    def run(number: int) -> None:
        with Citizen(number, urls) as who:
            errands.fill_in(who)
            turns = len(_said(who))
            # Two tabs: each numbers its messages itself, so these are two messages, not a repeat.
            button = who.payload(SUBMIT)
            assert button is not None
            answers = at_the_same_instant(who, urls[:2], [{"payload": button}] * 2)
            numbers = {case for answer in answers for case in _cases(answer)}
            apologies = sum(
                any("没有处理成功" in message["text"] for message in answer) for answer in answers
            )
            if len(numbers) != 1:
                result.found.add("lost", f"citizen {number} was told {numbers or 'nothing'}")
                return
            told.cases[who.id] = (number, numbers.pop())
            result.pairs += 1
            result.apologies += apologies
            result.agreed += sum(bool(_cases(answer)) for answer in answers) == 2
            result.lost_messages += turns + 2 - apologies - len(_said(who))

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(run, range(pairs)))
    found = compare(database, told)
    for kind in ("lost", "doubled", "halved"):
        setattr(result.found, kind, getattr(result.found, kind) + getattr(found, kind))
    result.found.wrong += found.wrong
    return result


def say_to_both(urls: Sequence[str], redis_url: str, messages: int, number: int = 0) -> list[str]:
    """What is wrong: `messages` numbered ones of one citizen, each sent to the other replica as soon as the one
    before stands in the line there, must be kept in that order, each with one answer."""
    with Citizen(number, urls) as who, Redis.from_url(redis_url) as redis:
        texts = [f"我家水管坏了找谁{n}" for n in range(messages)]
        threads = []
        before = int(redis.get(TICKETS) or 0)
        for n, text in enumerate(texts):
            thread = threading.Thread(target=_post, args=(who, urls[n % len(urls)], {"text": text}))
            thread.start()
            threads.append(thread)
            until = time.monotonic() + _TIMEOUT_S
            while int(redis.get(TICKETS) or 0) <= before + n and time.monotonic() < until:
                time.sleep(0.001)
        for thread in threads:
            thread.join()
        said = _said(who)
    return [] if said == texts else [f"said {texts}, kept {said}"]


def at_the_same_instant(
    who: Citizen, urls: Sequence[str], bodies: Sequence[dict[str, str]]
) -> list[list[dict[str, Any]]]:
    """One body to each address, let go together; the messages of each answer."""
    barrier = threading.Barrier(len(urls))

    def go(pair: tuple[str, dict[str, str]]) -> list[dict[str, Any]]:
        barrier.wait()
        return _post(who, *pair)

    with ThreadPoolExecutor(len(urls)) as pool:
        return list(pool.map(go, zip(urls, bodies, strict=True)))


def _post(who: Citizen, url: str, body: dict[str, str]) -> list[dict[str, Any]]:
    """The messages; sent again with the same number while the replica is busy."""
    body = {**body, "message_id": uuid.uuid4().hex}
    headers = {"Authorization": who.http.headers["Authorization"]}
    until = time.monotonic() + _TIMEOUT_S
    while True:
        response = httpx.post(f"{url}/api/chat/messages", json=body, headers=headers, timeout=_TIMEOUT_S)
        if response.status_code == 200:
            return list(response.json()["messages"])
        if response.status_code != 503 or time.monotonic() > until:
            return [{"type": "text", "text": response.text, "data": {}}]
        time.sleep(0.2)


def _cases(answer: list[dict[str, Any]]) -> list[str]:
    return [m["data"]["case_no"] for m in answer if m["type"] == "receipt" and "case_no" in m["data"]]


def _said(who: Citizen) -> list[str]:
    """What the citizen said, as it is kept."""
    history = who.http.get(f"{who.urls[0]}/api/chat/history").json()["messages"]
    return [row["text"] for row in history if row["from"] == "user"]
