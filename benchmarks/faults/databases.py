"""Migrated and seeded once; each experiment gets a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import count
from pathlib import Path

from benchmarks.faults.servers import Postgres
from benchmarks.processes import PYTHON, ROOT, BenchmarkError

_NUMBERS = count(1)
_TEMPLATE = "seeded"


class Databases:
    """On SQLite in `folder`, and on PostgreSQL once a server was given."""

    def __init__(self, folder: Path, postgres: Postgres | None = None) -> None:
        self._folder, self._postgres = folder, postgres
        self._seeded: dict[str, str] = {}

    def new(self, engine: str) -> str:
        """The address of a fresh copy on `engine`: sqlite or postgresql."""
        name = f"copy{next(_NUMBERS)}"
        if engine == "sqlite":
            if engine not in self._seeded:
                self._seeded[engine] = seed(f"sqlite:///{self._folder / _TEMPLATE}.db")
            copy = self._folder / f"{name}.db"
            shutil.copy(self._folder / f"{_TEMPLATE}.db", copy)
            return f"sqlite:///{copy}"
        assert self._postgres is not None
        if engine not in self._seeded:
            self._seeded[engine] = seed(self._postgres.database(_TEMPLATE))
        return self._postgres.database(name, _TEMPLATE)


def seed(url: str) -> str:
    for step in ("upgrade", "seed"):
        done = subprocess.run(
            [PYTHON, "-m", "bot", "db", step],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "ZHENGWEN_DATABASE_URL": url,
                "ZHENGWEN_DATABASE_TIMEOUT_S": "30",
            },
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise BenchmarkError(f"db {step}: {done.stdout}{done.stderr}")
    return url
