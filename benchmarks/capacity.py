"""How many replicas, cores and gigabytes a rate of messages takes, from what one message was measured to cost.

Pure functions; times in seconds. A replica answers one message at a time, so that a pool of them behind nginx is a
queue with many servers. Two ways to the same figure: Erlang's formula, and a simulation with the measured times.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

DAY_S = 86_400
MOST_BUSY = (
    0.6  # of a core: what is left is for a replica that is being replaced, and for the next minute's peak
)


@dataclass(frozen=True)
class Costs:
    """Of one message."""

    replica_cpu_s: float
    database_cpu_s: float
    statements: float
    wal_bytes: float  # what a read replica and a backup have to take
    stored_bytes: float  # what stays, indexes included
    redis_commands: float


@dataclass(frozen=True)
class Demand:
    """`peak`: messages a second; `peak_to_mean`: how far it stands above a day's mean; `keep_days`: of conversations."""

    citizens: int
    peak: float
    peak_to_mean: float
    keep_days: int = 184

    @property
    def a_day(self) -> float:
        """Messages."""
        return self.peak / self.peak_to_mean * DAY_S


@dataclass(frozen=True)
class Plan:
    replicas: int
    wait_p99_s: float
    database_cores: float
    statements_a_second: float
    wal_mb_a_second: float
    stored_gb_a_day: float
    stored_tb: float  # over `keep_days`
    rows_a_partition: float  # of the table of turns, a partition a day
    redis_commands_a_second: float
    connections: int  # of the replicas, before a pooler


def erlang_c(servers: int, load: float) -> float:
    """The share of messages that wait; `load` = rate × service time. 1.0 where the servers cannot keep up."""
    if load >= servers:
        return 1.0
    blocked = 1.0  # Erlang B by its recursion: no factorials, exact for thousands of servers
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def wait_percentile(servers: int, rate: float, service_s: float, percent: float) -> float:
    """Seconds that `percent` of messages wait at most before they are begun; infinite for too few servers."""
    load = rate * service_s
    if load >= servers:
        return math.inf
    waiting, late = erlang_c(servers, load), 1 - percent / 100
    if waiting <= late:
        return 0.0
    return math.log(waiting / late) * service_s / (servers - load)


def replicas_for(rate: float, service_s: float, wait_p99_s: float, most_busy: float = MOST_BUSY) -> int:
    """The fewest that are busy for at most `most_busy` of the time and let 99 % wait no longer; 2 at least."""
    count = max(2, math.ceil(rate * service_s / most_busy))
    while wait_percentile(count, rate, service_s, 99) > wait_p99_s:
        count += 1
    return count


def plan(costs: Costs, demand: Demand, wait_p99_s: float = 0.1, pool: int = 20) -> Plan:
    """`pool`: connections a replica opens at most."""
    count = replicas_for(demand.peak, costs.replica_cpu_s, wait_p99_s)
    a_day = demand.a_day
    return Plan(
        replicas=count,
        wait_p99_s=wait_percentile(count, demand.peak, costs.replica_cpu_s, 99),
        database_cores=demand.peak * costs.database_cpu_s / MOST_BUSY,
        statements_a_second=demand.peak * costs.statements,
        wal_mb_a_second=demand.peak * costs.wal_bytes / 1e6,
        stored_gb_a_day=a_day * costs.stored_bytes / 1e9,
        stored_tb=a_day * costs.stored_bytes * demand.keep_days / 1e12,
        rows_a_partition=a_day,
        redis_commands_a_second=demand.peak * costs.redis_commands,
        connections=count * pool,
    )


@dataclass(frozen=True)
class Simulated:
    messages: int
    busy: float  # share of the time
    p50_s: float  # from arrival to answer
    p99_s: float


def simulate(
    rate: float,
    replicas: int,
    service_s: Sequence[float],
    messages: int,
    seed: int = 1,
    choose: str = "fewest",
) -> Simulated:
    """Messages that arrive at random, each to one replica that answers in the order of arrival.

    `service_s`: measured times, drawn from at random. `choose`: "fewest" sends to whoever is free first, as nginx'
    `least_conn`; "turn" to one after the other.
    """
    chance = random.Random(seed)
    free_at = [0.0] * replicas  # a heap for "fewest", by number for "turn"
    now = worked = 0.0
    took: list[float] = []
    for number in range(messages):
        now += chance.expovariate(rate)
        service = service_s[chance.randrange(len(service_s))]
        if choose == "turn":
            begun = max(now, free_at[number % replicas])
            free_at[number % replicas] = begun + service
        else:
            begun = max(now, free_at[0])
            heapq.heapreplace(free_at, begun + service)
        worked += service
        took.append(begun + service - now)
    took.sort()
    whole = max(*free_at, now) * replicas
    return Simulated(messages, worked / whole, took[len(took) // 2], took[math.ceil(len(took) * 0.99) - 1])
