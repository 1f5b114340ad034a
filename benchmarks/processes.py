"""Child processes that never outlive the benchmark."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
RASA = str(Path(sys.executable).parent / "rasa")

_TERM_WITHIN_S = 15
_TAIL = 2000
_MIB = 1024 * 1024


class BenchmarkError(RuntimeError):
    """Nothing can be measured; the message says why."""


@dataclass(frozen=True)
class Command:
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def running(command: Command) -> Iterator[subprocess.Popen[bytes]]:
    """The process and all its children, killed at the end; a group of its own, so that Ctrl-C reaches only us."""
    command.log.parent.mkdir(parents=True, exist_ok=True)
    with command.log.open("ab") as log:
        process = subprocess.Popen(
            command.argv,
            cwd=ROOT,
            env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2", **command.env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _stop(process)


def run(command: Command) -> None:
    """Wait for the command. Raises BenchmarkError with the end of its log unless it exits with 0."""
    with running(command) as process:
        if process.wait() != 0:
            raise failed(command)


def failed(command: Command) -> BenchmarkError:
    tail = command.log.read_bytes()[-_TAIL:].decode(errors="replace")
    return BenchmarkError(f"{' '.join(command.argv)} failed; the end of {command.log}:\n{tail}")


def memory_mib(pids: Sequence[int]) -> float:
    """Proportional set size of the processes and their children: shared pages are counted once."""
    total = 0
    for pid in pids:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            total += process.memory_full_info().pss
    return total / _MIB


def _stop(process: subprocess.Popen[bytes]) -> None:
    for wanted, patience in ((signal.SIGTERM, _TERM_WITHIN_S), (signal.SIGKILL, None)):
        try:
            os.killpg(process.pid, wanted)
        except ProcessLookupError:
            break
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    process.wait()
