"""A bounded soak: conversations of the benchmark at a steady rate, memory watched.

python -m benchmarks.faults.soak --minutes 30 --rate 40 --write docs/reliability.md
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import aiohttp

from benchmarks import document
from benchmarks.conversations import mixed
from benchmarks.faults import report
from benchmarks.load import Citizen, Orders, percentile
from benchmarks.processes import memory_mib
from benchmarks.servers import Running, ours, serving
from bot.settings import get_settings

_WARM_UP = 0.2  # of the time: caches fill
_WATCH_EVERY_S = 5.0
LIMIT_MS = 300.0


@dataclass
class Soak:
    minutes: float
    rate: float  # messages a second, as wanted
    latencies: list[float] = field(default_factory=list)
    wrong: int = 0
    errors: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)  # seconds since the start, MiB

    @property
    def p99_ms(self) -> float:
        return percentile(self.latencies, 99)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / (self.minutes * 60)

    @property
    def drift(self) -> float:
        """Memory of the last fifth over that after the warm-up, as a share."""
        seconds = self.minutes * 60
        early = [mib for at, mib in self.memory if _WARM_UP <= at / seconds < 2 * _WARM_UP]
        late = [mib for at, mib in self.memory if at / seconds >= 1 - _WARM_UP]
        return percentile(late, 50) / percentile(early, 50) - 1 if early and late else float("nan")


async def soak(side: Running, minutes: float, rate: float) -> Soak:
    """Messages leave on time, whether or not the one before is answered: a queue would show as latency."""
    result, until = Soak(minutes, rate), time.monotonic() + minutes * 60
    orders = Orders(side.side.url, "web", 0, 0, False, "soak", ())
    conversations = cycle(mixed())
    running: set[asyncio.Task[None]] = set()

    async def converse(http: aiohttp.ClientSession, pause_s: float) -> None:
        try:
            citizen = Citizen(http, orders, "")
            await citizen.open()
            for turn in next(conversations):
                started = time.perf_counter()
                reply = await citizen.say(turn.say)
                result.latencies.append((time.perf_counter() - started) * 1000)
                result.wrong += turn.expect not in reply
                await asyncio.sleep(pause_s)
        except (aiohttp.ClientError, asyncio.TimeoutError):
            result.errors += 1

    async def watch() -> None:
        started = time.monotonic()
        while time.monotonic() < until:
            result.memory.append((time.monotonic() - started, memory_mib(side.pids)))
            await asyncio.sleep(_WATCH_EVERY_S)

    timeout = aiohttp.ClientTimeout(total=60)
    length = sum(len(each) for each in mixed()) / len(mixed())
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as http:
        watching = asyncio.create_task(watch())
        due = time.monotonic()
        while (now := time.monotonic()) < until:
            if now >= due:
                task = asyncio.create_task(converse(http, 1.0))
                running.add(task)
                task.add_done_callback(running.discard)
                due += length / rate
            await asyncio.sleep(min(0.05, max(0.0, due - time.monotonic())))
        await asyncio.gather(*running)
        await watching
    return result


def rows(result: Soak) -> list[str]:
    memory = [mib for _, mib in result.memory]
    fifths = [memory[round(part * (len(memory) - 1) / 5)] for part in range(6)]
    return [
        f"| minutes | {result.minutes:g} |",
        f"| messages | {len(result.latencies)} ({result.per_second:.1f} a second) |",
        f"| errors; wrong answers | {result.errors}; {result.wrong} |",
        f"| p50, p99 (ms) | {percentile(result.latencies, 50):.1f}, {result.p99_ms:.1f} (limit {LIMIT_MS:g}) |",
        f"| memory from fifth to fifth (MiB) | {', '.join(f'{mib:.0f}' for mib in fifths)} |",
        f"| memory drift after the warm-up | {result.drift:+.1%} |",
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=40, help="messages a second")
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(ours(Path(folder), get_settings().model_dir)) as side,
    ):
        result = asyncio.run(soak(side, asked.minutes, asked.rate))
    table = ["| | |", "|---|---|", *rows(result)]
    print("\n".join(table))
    if asked.write:
        document.write(asked.write, "soak", "\n".join([report.when(), "", *table]))


if __name__ == "__main__":
    main()
