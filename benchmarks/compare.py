"""`python -m benchmarks.compare`: train both, serve both, ask both the same, print the ratios."""

from __future__ import annotations

import json as jsonlib
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from benchmarks import document, report, servers, training
from benchmarks.conversations import KINDS, Conversation, conversations, mixed
from benchmarks.load import Orders, Samples
from benchmarks.processes import PYTHON, ROOT, BenchmarkError, memory_mib
from benchmarks.report import Figures
from benchmarks.servers import Running, Side

_MISSED, _INTERRUPTED = 1, 130
_OURS_SAYS_MORE = 5  # times as many messages under load, so that both are measured about as long


@dataclass(frozen=True)
class Plan:
    rounds: int
    messages: int  # of each kind, a round and side
    load_messages: int  # of stock, a round
    clients: int


@dataclass
class Measured:
    """What a side's rounds gave."""

    latency: dict[str, list[Samples]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    load: list[Samples] = field(default_factory=list)


def compare(
    rounds: int = typer.Option(3, min=1, help="Interleaved rounds."),
    messages: int = typer.Option(40, min=1, help="Messages of each kind by one client, a round and side."),
    load_messages: int = typer.Option(
        320, min=1, help="Messages under load, a round; ours gets five times as many."
    ),
    clients: int = typer.Option(32, min=1, help="Concurrent citizens under load."),
    skip_train: bool = typer.Option(
        False, "--skip-train", help="Reuse both models and the times of their training."
    ),
    skip_train_stock: bool = typer.Option(
        False, "--skip-train-stock", help="Reuse only the stock model (minutes)."
    ),
    strict: bool = typer.Option(False, "--strict", help="Exit with 1 when a target is missed."),
    write: Annotated[
        Path | None, typer.Option(help="Also write the table as Markdown, e.g. docs/performance.md.")
    ] = None,
    json: bool = typer.Option(False, "--json", help="Figures as one JSON document on stdout."),
) -> None:
    """Measure ours against the stock Rasa pipeline in one run. Exit 0: measured; 1: not; 2: wrong usage."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    around = report.surroundings()
    try:
        with tempfile.TemporaryDirectory(prefix="zhengwen-bench-") as folder:
            stock, ours = _measure(
                Path(folder), Plan(rounds, messages, load_messages, clients), skip_train, skip_train_stock
            )
    except BenchmarkError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        typer.echo("interrupted; everything that was started has been stopped", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    reused = {"stock": skip_train or skip_train_stock, "ours": skip_train}
    around["models"] = ", ".join(
        f"{name} trained {'earlier, ' if reused[name] else ''}{each['on']}"
        for name, each in training.recorded().items()
    )
    table = report.rows(stock, ours, clients)
    text = report.markdown(table, stock, ours, around)
    if write:
        document.write(write, "bench", text)
    typer.echo(
        jsonlib.dumps(report.as_dict(table, stock, ours, around), ensure_ascii=False) if json else text
    )
    if strict and not all(row.met in (True, None) for row in table):
        raise typer.Exit(_MISSED)


def _measure(work: Path, plan: Plan, skip_train: bool, skip_train_stock: bool) -> tuple[Figures, Figures]:
    stock, ours = Figures(), Figures()
    _tell("training stock (minutes)" if not (skip_train or skip_train_stock) else "reusing the stock model")
    stock.train_s = (
        training.earlier("stock") if skip_train or skip_train_stock else training.train_stock(work)
    )
    _tell("training ours" if not skip_train else "reusing our model")
    ours.train_s = training.earlier("ours") if skip_train else training.train_ours(work)
    _tell("seeding fresh databases")
    sides = (servers.stock(work), servers.ours(work))
    for side in sides:
        _tell(f"first start of {side.name}")
        with servers.serving(side):
            pass  # the first run warms the file cache; ready time is of the second
    _tell("second start of stock, then of ours")
    with servers.serving(sides[0]) as left, servers.serving(sides[1]) as right:
        both = ((left, stock, Measured()), (right, ours, Measured()))
        _rounds(plan, [(running.side, measured) for running, _, measured in both])
        for running, figures, measured in both:
            _sum_up(running, figures, measured)
    return stock, ours


def _rounds(plan: Plan, sides: Sequence[tuple[Side, Measured]]) -> None:
    for side, _ in sides:
        _ask(side, f"warm-up-{side.name}", mixed(), 1, 30, greet=True)
    for number in range(1, plan.rounds + 1):
        for kind in KINDS:
            _tell(f"round {number}/{plan.rounds}: {kind}, one client")
            for side, measured in sides:
                part = _part(conversations(kind), number - 1, plan.rounds)
                samples = _ask(side, f"{kind}-{number}", part, 1, plan.messages, greet=True)
                measured.latency[kind].append(samples)
        _tell(f"round {number}/{plan.rounds}: all kinds, {plan.clients} clients")
        for side, measured in sides:
            many = plan.load_messages * (_OURS_SAYS_MORE if side.dialect == "web" else 1)
            measured.load.append(_ask(side, f"load-{number}", mixed(), plan.clients, many, greet=False))


def _part(every: list[Conversation], number: int, parts: int) -> list[Conversation]:
    """Another part of the conversations each round, as far as there are enough."""
    return every[number::parts] or every


def _ask(
    side: Side, run: str, what: list[Conversation], clients: int, messages: int, *, greet: bool
) -> Samples:
    """The clients' process. Raises BenchmarkError when the side answered nothing right: Rasa serves without a model."""
    orders = Orders(side.url, side.dialect, clients, messages, greet, run, what)
    with subprocess.Popen(
        [PYTHON, "-m", "benchmarks.load"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(orders.to_json().encode())
        finally:
            process.kill()
    if process.returncode != 0:
        raise BenchmarkError(f"the clients of {side.name} failed")
    samples = Samples.from_json(said.decode())
    if not any(row.right for row in samples.rows):
        raise BenchmarkError(f"{side.name} answered none of {messages} messages rightly ({run})")
    return samples


def _sum_up(running: Running, figures: Figures, measured: Measured) -> None:
    for kind, rounds in measured.latency.items():
        figures.latency(kind, rounds)
    figures.load(measured.load)
    figures.memory_mib = memory_mib(running.pids)
    figures.ready_s = running.ready_s


def _tell(what: str) -> None:
    typer.echo(what, err=True)


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    typer.run(compare)
