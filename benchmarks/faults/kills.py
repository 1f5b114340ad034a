"""kill -9 at random moments while citizens apply, book and complain, and staff publish."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from benchmarks.faults import errands
from benchmarks.faults.citizen import Citizen
from benchmarks.faults.ledger import Found, Told, compare
from benchmarks.faults.publisher import Publisher
from benchmarks.faults.replica import Replica


@dataclass
class Killed:
    """`starts`: seconds from each start to the first /readyz 200; `waits`: the longest wait of each citizen."""

    engine: str
    replicas: int
    told: Told
    kills: int = 0
    publisher_kills: int = 0
    messages: int = 0
    requests: int = 0
    apologies: int = 0
    failures: list[str] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    found: Found = field(default_factory=Found)

    def count(self) -> None:
        self.messages += 1


class _Killer:
    """Kills one replica after the other, each after a random number of messages, in the middle of the next ones."""

    def __init__(self, replicas: Sequence[Replica], publisher: Publisher, result: Killed, every: int) -> None:
        self._replicas, self._publisher, self._result = replicas, publisher, result
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> _Killer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        turn, dice = 0, random.Random()
        while not self._over.is_set():
            until = self._result.messages + dice.randint(1, 2 * self._every)
            while self._result.messages < until:
                if self._over.wait(0.005):
                    return
            self._over.wait(dice.uniform(0, 0.03))  # anywhere in a turn
            replica = self._replicas[turn % len(self._replicas)]
            turn += 1
            replica.kill()
            self._result.kills += 1
            if dice.random() < 0.5 and self._publisher.kill():
                self._result.publisher_kills += 1
            self._result.starts.append(replica.start())


def kill_while_served(
    engine: str,
    database: str,
    replicas: Sequence[Replica],
    *,
    cases: int,
    bookings: int,
    orders: int,
    releases: bool,
    every: int,
    at_once: int = 8,
) -> Killed:
    """Starts and stops the replicas, and kills one every so many messages."""
    told = Told()
    result = Killed(engine, len(replicas), told)
    for replica in replicas:
        if not replica.alive:
            result.starts.append(replica.start())
    urls = [replica.url for replica in replicas]
    errand: list[tuple[Callable[[Citizen], str], dict[str, tuple[int, str]]]] = []
    errand += [(errands.apply, told.cases)] * cases
    errand += [(errands.book, told.bookings)] * bookings
    errand += [(errands.complain, told.orders)] * orders
    random.shuffle(errand)

    def run(number: int) -> None:
        do, numbers = errand[number]
        try:
            with Citizen(number, urls, on_answer=result.count) as who:
                numbers[who.id] = (number, do(who))
                result.requests += who.tries
                result.apologies += who.apologies
                result.waits.append(who.slowest_s)
        except Exception as error:
            result.failures.append(f"{do.__name__}: {type(error).__name__}: {error}")

    publisher = Publisher(database, told.releases)
    try:
        if releases:
            publisher.start()
        with _Killer(replicas, publisher, result, every), ThreadPoolExecutor(at_once) as pool:
            list(pool.map(run, range(len(errand))))
    finally:
        publisher.stop()
        for replica in replicas:
            replica.terminate()
    result.found = compare(database, told)
    for failure in result.failures:
        result.found.add("lost", failure)
    return result
