"""All experiments, one after the other, into docs/reliability.md.

python -m benchmarks.faults --write docs/reliability.md            # in full
python -m benchmarks.faults --scale 0.05 --only kills-sqlite       # a twentieth of one, printed
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import document
from benchmarks.faults import doubles, outages, reach, report, turns
from benchmarks.faults.databases import Databases
from benchmarks.faults.kills import Killed, kill_while_served
from benchmarks.faults.replica import Replica
from benchmarks.faults.rolling import restart_under_load
from benchmarks.faults.together import together
from benchmarks.load import percentile

CASES, BOOKINGS, ORDERS, KILLS = 500, 100, 100, 50
PAIRS, MESSAGES, TURNS = 1000, 60, 500

Table = list[str]


def kills_sqlite(work: Path, scale: float) -> Table:
    database = Databases(work).new("sqlite")
    return _killed(work, database, "sqlite", 1, scale, {})


def kills_postgresql(work: Path, scale: float) -> Table:
    with together(work, 0) as house:
        more = {"ZHENGWEN_REDIS_URL": house.redis.url}
        return _killed(work, house.database, "postgresql", 2, scale, more)


def _killed(work: Path, database: str, engine: str, count: int, scale: float, more: dict[str, str]) -> Table:
    cases, bookings, orders = (max(2, int(each * scale)) for each in (CASES, BOOKINGS, ORDERS))
    replicas = [Replica(database, work / f"{engine}{n}.log", more) for n in range(count)]
    result = kill_while_served(
        engine,
        database,
        replicas,
        cases=cases,
        bookings=bookings,
        orders=orders,
        releases=True,
        every=max(20, (14 * cases + 5 * bookings + 12 * orders) // max(1, int(KILLS * scale))),
    )
    return _kill_rows(result)


def _kill_rows(result: Killed) -> Table:
    told = result.told
    return [
        "| | |",
        "|---|---|",
        f"| told: cases, bookings, work orders, releases | {len(told.cases)}, {len(told.bookings)},"
        f" {len(told.orders)}, {len(told.releases)} |",
        f"| kill -9 of a server; of a publishing process | {result.kills}; {result.publisher_kills} |",
        f"| messages; requests with all repeats | {result.messages}; {result.requests} |",
        f"| **lost, filed twice, half-written** | **{result.found.lost}, {result.found.doubled}, {result.found.halved}** |",
        f"| from start to serving, median and longest (s) | {percentile(result.starts, 50):.1f},"
        f" {max(result.starts):.1f} |",
        *(f"| wrong | {what} |" for what in result.found.wrong[:10]),
    ]


def replicas(work: Path, scale: float) -> Table:
    with together(work) as house:
        doubled = doubles.confirm_twice_at_once(house.database, house.urls, max(2, int(PAIRS * scale)))
        disorder = doubles.say_to_both(house.urls, house.redis.url, max(6, int(MESSAGES * scale)))
        release = reach.release(house.database, house.urls)
        pushed = reach.push(house.database, [*house.urls, house.nginx.url])
        rolled = restart_under_load(house.nginx.url, house.replicas)
    found = doubled.found
    return [
        "| | |",
        "|---|---|",
        f"| simultaneous double confirms | {doubled.pairs} |",
        f"| **lost, filed twice, half-written** | **{found.lost}, {found.doubled}, {found.halved}** |",
        f"| both answers name the same case; asked to send again; messages lost |"
        f" {doubled.agreed}; {doubled.apologies}; {doubled.lost_messages} |",
        f"| messages sent to both in turn, kept in order, answered once | {'no' if disorder else 'yes'} |",
        f"| a release is answered from at both (s) | {release:.2f} |",
        f"| a notice reaches a citizen at either, and through nginx, longest (s) | {max(pushed.values()):.2f} |",
        f"| rolling restart under load: messages, dropped, sent again | {rolled.messages},"
        f" {len(rolled.dropped)}, {rolled.retried} |",
    ]


def gone(work: Path, scale: float) -> Table:
    with together(work, 1) as house:
        rows = outages.outages(house)
    head = [
        "| | words after (s) | the citizen reads | /readyz | /healthz (s) | answered after the return (s) |"
    ]
    return [
        *head,
        "|---|---:|---|---|---:|---:|",
        *(
            f"| {row.fault} | {row.told_s:.1f} | {row.words.splitlines()[0][:80]} | {row.ready} | {row.live_s:.1f} |"
            f" {row.back_s:.1f}{'' if row.draft_kept else ', draft LOST'} |"
            for row in rows
        ),
    ]


def long_conversation(work: Path, scale: float) -> Table:
    unhurried = {"ZHENGWEN_RATE_SESSION": "0"}  # else a citizen who asks without a pause is asked for one
    replica = Replica(Databases(work).new("sqlite"), work / "long.log", unhurried)
    replica.start()
    try:
        found = turns.medians(turns.latencies(replica.url, max(100, int(TURNS * scale))))
    finally:
        replica.terminate()
    return [
        "| turn | " + " | ".join(map(str, found)) + " |",
        "|---|" + "---:|" * len(found),
        "| median around it (ms) | " + " | ".join(f"{ms:.1f}" for ms in found.values()) + " |",
    ]


EXPERIMENTS: dict[str, Callable[[Path, float], Table]] = {
    "kills-sqlite": kills_sqlite,
    "kills-postgresql": kills_postgresql,
    "replicas": replicas,
    "outages": gone,
    "turns": long_conversation,
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="of the full numbers")
    parser.add_argument("--only", choices=sorted(EXPERIMENTS), nargs="*")
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args(arguments)
    for name in asked.only or EXPERIMENTS:
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            table = EXPERIMENTS[name](Path(folder), asked.scale)
        print(f"{name}\n" + "\n".join(table), flush=True)
        if asked.write:
            scale = "" if asked.scale == 1 else f", {asked.scale:g} of the full numbers"
            document.write(asked.write, name, "\n".join([f"{report.when()}{scale}", "", *table]))


if __name__ == "__main__":
    main()
