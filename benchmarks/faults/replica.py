"""`python -m bot serve`, killed and started again at the same address."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.processes import PYTHON, ROOT, BenchmarkError
from benchmarks.servers import answers, free_port

_READY_WITHIN_S = 300


@dataclass
class Replica:
    """`database`: its address; `more`: further settings."""

    database: str
    log: Path
    more: Mapping[str, str] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()  # what runs it: prlimit, faketime
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "ZHENGWEN_DATABASE_URL": self.database,
            "ZHENGWEN_LOG_LEVEL": "WARNING",
            "PORT": str(self.port),
            **self.more,
        }

    def spawn(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix, PYTHON, "-m", "bot", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> float:
        """Seconds until /readyz says 200. Raises BenchmarkError."""
        started = time.perf_counter()
        while not answers(f"{self.url}/readyz"):
            if not self.alive:
                raise BenchmarkError(f"it ended:\n{self.log.read_text('utf-8', 'replace')[-2000:]}")
            if time.perf_counter() - started > _READY_WITHIN_S:
                raise BenchmarkError(f"not ready: {self.log}")
            time.sleep(0.02)
        return time.perf_counter() - started

    def start(self) -> float:
        """From the start of the process to the first /readyz 200, in seconds."""
        started = time.perf_counter()
        self.spawn()
        self.wait()
        return time.perf_counter() - started

    def kill(self) -> None:
        """kill -9."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def terminate(self, patience_s: float = 30) -> None:
        """As an operator stops it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(patience_s)
            except subprocess.TimeoutExpired:
                self.kill()

    def logged(self, event: str) -> int:
        """How many lines of the log are of this event."""
        return self.log.read_text("utf-8", "replace").count(f'"event": "{event}"')
