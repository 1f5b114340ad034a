"""From samples to figures, from figures to a table with the targets."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from typing import Any

from benchmarks.conversations import KINDS
from benchmarks.load import Samples, percentile

_TITLES = {
    "faq": "FAQ question",
    "item": "item question",
    "form": "form step",
    "load": "all kinds, under load",
}
_PACKAGES = ("rasa", "rasa-sdk", "tensorflow-cpu", "sqlalchemy", "fastapi", "uvicorn")


@dataclass
class Figures:
    """Of one side. Latencies are of right answers to one client at a time."""

    p50_ms: dict[str, float] = field(default_factory=dict)
    p95_ms: dict[str, float] = field(default_factory=dict)
    right_share: dict[str, float] = field(default_factory=dict)
    messages: int = 0
    failures: int = 0
    per_second: float = math.nan  # at `clients` concurrent citizens
    loaded_p50_ms: float = math.nan
    memory_mib: float = math.nan
    train_s: float = math.nan
    ready_s: float = math.nan

    def latency(self, kind: str, rounds: Sequence[Samples]) -> None:
        rows = [row for samples in rounds for row in samples.rows]
        right = [row.ms for row in rows if row.right]
        self.p50_ms[kind], self.p95_ms[kind] = percentile(right, 50), percentile(right, 95)
        self.right_share[kind] = len(right) / len(rows) if rows else math.nan
        self._count(rounds)

    def load(self, rounds: Sequence[Samples]) -> None:
        rows = [row for samples in rounds for row in samples.rows]
        self.per_second = len(rows) / sum(samples.seconds for samples in rounds)
        self.loaded_p50_ms = percentile([row.ms for row in rows], 50)
        self.right_share["load"] = sum(row.right for row in rows) / len(rows)
        self._count(rounds)

    def _count(self, rounds: Sequence[Samples]) -> None:
        self.messages += sum(len(samples.rows) for samples in rounds)
        self.failures += sum(samples.failures for samples in rounds)


@dataclass(frozen=True)
class Row:
    """`factor`: how many times better ours is; `met` is None where there is no target."""

    name: str
    unit: str
    stock: float
    ours: float
    factor: float
    target: str
    met: bool | None


def factor(stock: float, ours: float, *, lower_is_better: bool = True) -> float:
    """How many times better `ours` is; nan when either was not measured."""
    better, worse = (ours, stock) if lower_is_better else (stock, ours)
    return worse / better if better > 0 else math.nan


def rows(stock: Figures, ours: Figures, clients: int) -> list[Row]:
    table = []
    for kind in KINDS:
        table.append(_row(f"{_TITLES[kind]}, p50", "ms", stock.p50_ms[kind], ours.p50_ms[kind], 12))
        table.append(_row(f"{_TITLES[kind]}, p95", "ms", stock.p95_ms[kind], ours.p95_ms[kind]))
    table += [
        _row(
            f"throughput, {clients} citizens",
            "messages/s",
            stock.per_second,
            ours.per_second,
            15,
            lower=False,
        ),
        _row(f"p50 at {clients} citizens", "ms", stock.loaded_p50_ms, ours.loaded_p50_ms),
        _row("resident memory (PSS)", "MiB", stock.memory_mib, ours.memory_mib, 3),
        _row("time to train", "s", stock.train_s, ours.train_s, 5),
    ]
    ready = factor(stock.ready_s, ours.ready_s)
    table.append(
        Row("ready after the first run", "s", stock.ready_s, ours.ready_s, ready, "≤ 5 s", ours.ready_s <= 5)
    )
    return table


def _row(
    name: str, unit: str, stock: float, ours: float, target: float | None = None, *, lower: bool = True
) -> Row:
    times = factor(stock, ours, lower_is_better=lower)
    return Row(
        name, unit, stock, ours, times, f"≥ {target}×" if target else "", times >= target if target else None
    )


def surroundings() -> dict[str, str]:
    """What the figures depend on."""
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "date": date.today().isoformat(),
        "machine": f"{cores} cores ({_processor()}), shared with the clients; load before the run {_load()}",
        "versions": f"Python {platform.python_version()}, {versions}",
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def markdown(table: Sequence[Row], stock: Figures, ours: Figures, around: Mapping[str, str]) -> str:
    lines = [
        *(f"- {name}: {value}" for name, value in around.items()),
        f"- messages: stock {stock.messages} ({stock.failures} failed), ours {ours.messages} ({ours.failures} failed)",
        "",
        "| | stock | ours | ours is better by | target | met |",
        "|---|---:|---:|---:|---|---|",
        *(
            f"| {row.name} ({row.unit}) | {row.stock:.1f} | {row.ours:.1f} | {row.factor:.1f}× | {row.target} | {_met(row)} |"
            for row in table
        ),
        "",
        "Share of messages that got the right answer:",
        "",
        "| | stock | ours |",
        "|---|---:|---:|",
        *(
            f"| {title} | {stock.right_share[kind]:.0%} | {ours.right_share[kind]:.0%} |"
            for kind, title in _TITLES.items()
        ),
        "",
    ]
    return "\n".join(lines)


def _met(row: Row) -> str:
    return "" if row.met is None else "yes" if row.met else "**no**"


def as_dict(table: Sequence[Row], stock: Figures, ours: Figures, around: Mapping[str, str]) -> dict[str, Any]:
    plain: dict[str, Any] = _no_nan(
        {**around, "rows": [asdict(row) for row in table], "stock": asdict(stock), "ours": asdict(ours)}
    )
    return plain


def _no_nan(value: Any) -> Any:
    """JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _no_nan(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_no_nan(each) for each in value]
    return None if isinstance(value, float) and math.isnan(value) else value
