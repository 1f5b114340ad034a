"""`python -m benchmarks.scaling`: what a message costs a replica, PostgreSQL and Redis, and what a province takes.

Starts PostgreSQL (pgserver), Redis where it is installed, and 1, 2 and 4 replicas on them; clients of their own talk
to each. Processor seconds are counted by process, so that they mean something on a shared machine too; messages a
second do not.
"""

from __future__ import annotations

import json as jsonlib
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer

from benchmarks import document, report, scaling_words
from benchmarks.capacity import Costs
from benchmarks.conversations import mixed
from benchmarks.load import Orders, Samples, percentile
from benchmarks.processes import PYTHON, ROOT, BenchmarkError, Command, run, running
from benchmarks.servers import Side, free_port, serving

_FIGURE = re.compile(r"^(zhengwen_\w+|process_\w+)(?:\{[^}]*\})? (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Measured:
    """With so many replicas at once."""

    replicas: int
    messages: int
    failures: int
    per_second: float
    p50_ms: float
    p99_ms: float
    costs: Costs


@dataclass(frozen=True)
class Database:
    url: str
    postmaster: psutil.Process

    def cpu_s(self) -> float:
        """Of the server and its children, those that ended included."""
        total = 0.0
        for process in (self.postmaster, *self.postmaster.children(recursive=True)):
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
            if process == self.postmaster:
                total += times.children_user + times.children_system
        return total

    def figures(self) -> dict[str, float]:
        from bot.db.session import make_engine

        engine = make_engine(self.url, 30)
        with engine.connect() as connection:
            wal, size = connection.exec_driver_sql(
                "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'), pg_database_size(current_database())"
            ).one()
        engine.dispose()
        return {"wal": float(wal), "size": float(size), "cpu": self.cpu_s()}


@contextmanager
def databases(work: Path) -> Iterator[Database]:
    """Migrated and seeded. Raises BenchmarkError without pgserver."""
    try:
        import pgserver
    except ImportError as error:
        raise BenchmarkError("pgserver is not installed (requirements-dev.txt)") from error
    server = pgserver.get_server(work / "postgres")
    try:
        url = server.get_uri()
        for step in ("upgrade", "seed"):
            run(Command([PYTHON, "-m", "bot", "db", step], work / "db.log", {"ZHENGWEN_DATABASE_URL": url}))
        yield Database(url, psutil.Process(server.get_pid()))
    finally:
        server.cleanup()


@contextmanager
def redis(work: Path) -> Iterator[str | None]:
    """The address of a Redis of our own; None where it is not installed."""
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
    port = free_port()
    argv = [program, "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(work)]
    with running(Command(argv, work / "redis.log")):
        yield f"redis://127.0.0.1:{port}/0"


def redis_commands(url: str | None) -> float:
    if url is None:
        return 0.0
    from redis import Redis

    with Redis.from_url(url) as client:
        return float(client.info("stats")["total_commands_processed"])


def model_dir() -> Path:
    """Raises BenchmarkError before anything is trained."""
    from bot.assistant.model import NoModel, latest_model

    try:
        return latest_model().parent
    except NoModel as error:
        raise BenchmarkError(str(error)) from error


def replica(work: Path, number: int, database: str, redis_url: str | None) -> Side:
    port = free_port()
    env = {
        "ZHENGWEN_DATABASE_URL": database,
        "ZHENGWEN_MODEL_DIR": str(model_dir()),
        "ZHENGWEN_FILES_DIR": str(work / "files"),
        "ZHENGWEN_LOG_LEVEL": "WARNING",
        **({"ZHENGWEN_REDIS_URL": redis_url} if redis_url else {}),
    }
    url = f"http://127.0.0.1:{port}"
    serve = Command([PYTHON, "-m", "bot", "serve", "--port", str(port)], work / f"replica-{number}.log", env)
    return Side(f"replica {number}", "web", url, (serve,), (f"{url}/readyz",))


def figures_of(urls: Sequence[str]) -> dict[str, float]:
    """Summed over the replicas, by metric."""
    total: dict[str, float] = {}
    for url in urls:
        with urllib.request.urlopen(f"{url}/metrics", timeout=60) as response:
            for name, value in _FIGURE.findall(response.read().decode()):
                total[name] = total.get(name, 0.0) + float(value)
    return total


def measure(work: Path, count: int, messages: int, clients: int) -> Measured:
    """`messages` and `clients` are of each replica."""
    with ExitStack() as stack:
        database = stack.enter_context(databases(work))
        redis_url = stack.enter_context(redis(work))
        sides = [replica(work, number, database.url, redis_url) for number in range(count)]
        for side in sides:
            stack.enter_context(serving(side))
        urls = [side.url for side in sides]
        talk(urls, f"warm-{count}", max(messages // 10, 20), clients)
        before, db_before = figures_of(urls), database.figures()
        redis_before = redis_commands(redis_url)
        samples = talk(urls, f"run-{count}", messages, clients)
        redis_after = redis_commands(redis_url)
        after, db_after = figures_of(urls), database.figures()
    rows = [row.ms for each in samples for row in each.rows]
    said = after["zhengwen_messages_total"] - before["zhengwen_messages_total"]

    def each(name: str) -> float:
        return (after[name] - before[name]) / said

    costs = Costs(
        replica_cpu_s=each("process_cpu_seconds_total"),
        database_cpu_s=(db_after["cpu"] - db_before["cpu"]) / said,
        statements=each("zhengwen_queries_total"),
        wal_bytes=(db_after["wal"] - db_before["wal"]) / said,
        stored_bytes=(db_after["size"] - db_before["size"]) / said,
        redis_commands=(redis_after - redis_before) / said,
    )
    seconds = max(each.seconds for each in samples)
    failures = sum(each.failures for each in samples)
    return Measured(
        count, len(rows), failures, len(rows) / seconds, percentile(rows, 50), percentile(rows, 99), costs
    )


def talk(urls: Sequence[str], name: str, messages: int, clients: int) -> list[Samples]:
    """A process of clients for each replica, all at once. Raises BenchmarkError."""
    said = mixed()
    loads = []
    for number, url in enumerate(urls):
        orders = Orders(url, "web", clients, messages, False, f"{name}-{number}", said)
        load = subprocess.Popen(
            [PYTHON, "-m", "benchmarks.load"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert load.stdin is not None
        load.stdin.write(orders.to_json())
        load.stdin.close()
        load.stdin = None
        loads.append(load)
    samples = []
    for load in loads:
        out, _ = load.communicate()
        if load.returncode != 0:
            raise BenchmarkError("the clients have failed")
        samples.append(Samples.from_json(out))
    return samples


def scaling(
    replicas: Annotated[
        list[int] | None, typer.Option(help="How many at once; give it again for more.")
    ] = None,
    messages: int = typer.Option(2000, min=20, help="Of each replica."),
    clients: int = typer.Option(8, min=1, help="Concurrent citizens of each replica."),
    citizens: int = typer.Option(10_000_000, min=1, help="Of the province."),
    peak: float = typer.Option(2000.0, min=1, help="Its messages a second at peak."),
    peak_to_mean: float = typer.Option(5.0, min=1, help="How far the peak stands above a day's mean."),
    note: str = typer.Option("", help="Said beside the figures, e.g. that the machine was shared."),
    write: Annotated[
        Path | None, typer.Option(help="Also write the tables, e.g. into docs/scaling.md.")
    ] = None,
    json: bool = typer.Option(False, "--json", help="Figures as one JSON document on stdout."),
) -> None:
    """Measure, then plan. Exit 0: measured; 1: not."""
    measured: list[Measured] = []
    try:
        for count in replicas or [1, 2, 4]:
            started = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="zhengwen-scaling-") as folder:
                measured.append(measure(Path(folder), count, messages, clients))
            typer.echo(f"{count} replica(s): {time.monotonic() - started:.0f} s", err=True)
    except BenchmarkError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    around: dict[str, Any] = {**report.surroundings(), "note": note}
    tables = scaling_words.tables(measured, citizens, peak, peak_to_mean, around)
    if write is not None:
        document.write(write, "bench-scaling", tables)
    body = {"measured": [asdict(each) for each in measured], "around": around}
    typer.echo(jsonlib.dumps(body, ensure_ascii=False, default=str) if json else tables)


if __name__ == "__main__":
    typer.run(scaling)
