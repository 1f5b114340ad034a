"""Replicas stopped and started one after the other under load: nothing is dropped."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from benchmarks.faults.citizen import Citizen
from benchmarks.faults.replica import Replica

QUESTIONS = ("护照多少钱", "要带什么材料", "那居住证呢", "在哪里办")


@dataclass
class Rolled:
    """`retried`: requests that had to be sent again; `starts`: seconds from stop to /readyz 200."""

    messages: int = 0
    retried: int = 0
    apologies: int = 0
    dropped: list[str] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)


def restart_under_load(url: str, replicas: Sequence[Replica], at_once: int = 4) -> Rolled:
    """Citizens ask through `url` (nginx) all the while; each replica is stopped as an operator stops it."""
    result, over = Rolled(), threading.Event()

    def ask(number: int) -> None:
        while not over.is_set():
            try:
                with Citizen(number, [url]) as who:
                    for question in QUESTIONS:
                        if not who.say(question):
                            result.dropped.append(question)
                    result.messages += who.messages
                    result.apologies += who.apologies
                    result.retried += who.tries - who.messages - 1 - who.apologies
            except Exception as error:
                result.dropped.append(f"{type(error).__name__}: {error}")

    with ThreadPoolExecutor(at_once) as pool:
        asking = [pool.submit(ask, number) for number in range(at_once)]
        for replica in replicas:
            time.sleep(0.5)
            replica.terminate()
            result.starts.append(replica.start())
        time.sleep(0.5)
        over.set()
        for each in asking:
            each.result()
    return result
