"""The measured costs and the plan as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from benchmarks.capacity import Costs, Demand, plan, simulate

if TYPE_CHECKING:
    from benchmarks.scaling import Measured

_MESSAGES = 200_000  # simulated: a minute and more of a province's peak


def tables(
    measured: Sequence[Measured],
    citizens: int,
    peak: float,
    peak_to_mean: float,
    around: Mapping[str, object],
) -> str:
    said = [f"{name}: {value}" for name, value in around.items() if value]
    return "\n".join(
        [
            "### Measured",
            "",
            *(f"- {line}" for line in said),
            "",
            *_measured(measured),
            "",
            f"### {citizens:,} citizens, {peak:,.0f} messages a second at peak",
            "",
            *_planned(measured[0].costs, Demand(citizens, peak, peak_to_mean)),
            "",
        ]
    )


def _measured(measured: Sequence[Measured]) -> list[str]:
    lines = [
        "| replicas | messages | not answered | messages a second, all | a replica | p50 ms | p99 ms |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.replicas} | {each.messages:,} | {each.failures} | {each.per_second:.1f} "
        f"| {each.per_second / each.replicas:.1f} | {each.p50_ms:.0f} | {each.p99_ms:.0f} |"
        for each in measured
    ]
    lines += ["", "What one message costs:", ""]
    lines += [
        "| replicas | " + " | ".join(name for name, _ in _COSTS) + " |",
        "|---" * (len(_COSTS) + 1) + "|",
    ]
    lines += [
        f"| {each.replicas} | " + " | ".join(form(each.costs) for _, form in _COSTS) + " |"
        for each in measured
    ]
    return lines


_COSTS = (
    ("replica, ms of a core", lambda c: f"{c.replica_cpu_s * 1000:.1f}"),
    ("PostgreSQL, ms of a core", lambda c: f"{c.database_cpu_s * 1000:.2f}"),
    ("statements", lambda c: f"{c.statements:.1f}"),
    ("write-ahead log, kB", lambda c: f"{c.wal_bytes / 1000:.1f}"),
    ("stays in the database, kB", lambda c: f"{c.stored_bytes / 1000:.1f}"),
    ("Redis commands", lambda c: f"{c.redis_commands:.2f}"),
)


def _planned(costs: Costs, demand: Demand) -> list[str]:
    made = plan(costs, demand)
    run = simulate(demand.peak, made.replicas, [costs.replica_cpu_s], _MESSAGES)
    rows = [
        ("replicas, one core each", f"{made.replicas:,}"),
        ("wait of 99 % at peak, by formula", f"{made.wait_p99_s * 1000:.1f} ms"),
        ("p99 from arrival to answer, simulated", f"{run.p99_s * 1000:.1f} ms"),
        ("busy at peak, simulated", f"{run.busy:.0%}"),
        ("cores of PostgreSQL", f"{made.database_cores:.0f}"),
        ("statements a second", f"{made.statements_a_second:,.0f}"),
        ("write-ahead log", f"{made.wal_mb_a_second:.0f} MB/s"),
        ("messages a day", f"{demand.a_day / 1e6:.1f} million"),
        ("a day's partition of turns", f"{made.stored_gb_a_day:.0f} GB"),
        (f"kept for {demand.keep_days} days", f"{made.stored_tb:.1f} TB"),
        ("Redis commands a second", f"{made.redis_commands_a_second:,.0f}"),
        ("connections before a pooler", f"{made.connections:,}"),
    ]
    return ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
