"""The two sides, each started the way its users start it, on loopback with a database of its own."""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.processes import (
    PYTHON,
    RASA,
    BenchmarkError,
    Command,
    failed,
    run,
    running,
)
from benchmarks.training import OURS_MODELS, STOCK, STOCK_MODEL

_READY_WITHIN_S = 300
_POLL_S = 0.02


@dataclass(frozen=True)
class Side:
    """`ready`: each address answers 200 once its process can serve."""

    name: str
    dialect: str
    url: str
    commands: tuple[Command, ...]
    ready: tuple[str, ...]


@dataclass(frozen=True)
class Running:
    side: Side
    pids: tuple[int, ...]
    ready_s: float  # from process start


def stock(work: Path) -> Side:
    """`rasa run` and `rasa run actions`, REST channel, SQLite tracker store as shipped."""
    server, actions = free_port(), free_port()
    endpoints = yaml.safe_load((STOCK / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{actions}/webhook"
    endpoints["tracker_store"]["db"] = str(work / "stock-tracker.db")
    (work / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    serve = [RASA, "run", "--quiet", "-i", "127.0.0.1", "-p", str(server), "-m", str(STOCK_MODEL)]
    serve += ["--endpoints", str(work / "endpoints.yml"), "--credentials", str(STOCK / "credentials.yml")]
    act = [RASA, "run", "actions", "--quiet", "--actions", "benchmarks.stock.actions", "-p", str(actions)]
    env = {"SANIC_HOST": "127.0.0.1", "ZHENGWEN_DATABASE_URL": seeded(work, "stock")}
    return Side(
        "stock",
        "rest",
        f"http://127.0.0.1:{server}",
        (Command(serve, work / "stock-server.log"), Command(act, work / "stock-actions.log", env)),
        (f"http://127.0.0.1:{server}/", f"http://127.0.0.1:{actions}/health"),
    )


def ours(work: Path, models: Path = OURS_MODELS) -> Side:
    """`python -m bot serve` with the model in `models`."""
    port = free_port()
    env = {
        "ZHENGWEN_DATABASE_URL": seeded(work, "ours"),
        "ZHENGWEN_MODEL_DIR": str(models),
        "ZHENGWEN_LOG_LEVEL": "WARNING",
        "ZHENGWEN_RATE_SESSION": "0",
        "ZHENGWEN_RATE_WHOLE": "0",
    }
    command = Command([PYTHON, "-m", "bot", "serve", "--port", str(port)], work / "ours.log", env)
    url = f"http://127.0.0.1:{port}"
    return Side("ours", "web", url, (command,), (f"{url}/readyz",))


def seeded(work: Path, name: str) -> str:
    """A fresh service database with the catalogue and the FAQ in it."""
    url = f"sqlite:///{work / name}.db"
    for step in ("upgrade", "seed"):
        env = {"ZHENGWEN_DATABASE_URL": url}
        run(Command([PYTHON, "-m", "bot", "db", step], work / f"{name}-db.log", env))
    return url


@contextmanager
def serving(side: Side) -> Iterator[Running]:
    """All processes of a side, ready. Raises BenchmarkError when one ends or does not answer."""
    with ExitStack() as stack:
        started = time.perf_counter()
        processes = [stack.enter_context(running(command)) for command in side.commands]
        waiting = list(side.ready)
        while waiting:
            for command, process in zip(side.commands, processes, strict=True):
                if process.poll() is not None:
                    raise failed(command)
            if time.perf_counter() - started > _READY_WITHIN_S:
                raise BenchmarkError(f"{side.name} is not ready after {_READY_WITHIN_S} s: {waiting[0]}")
            waiting = [url for url in waiting if not answers(url)]
            time.sleep(_POLL_S)
        yield Running(side, tuple(process.pid for process in processes), time.perf_counter() - started)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
