"""A database as `db upgrade` and `db seed` leave it, made once by those commands and copied for whoever needs one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from bot.settings import ROOT

# Settings that say what is seeded, and how it is kept.
_SAYS_WHAT = tuple(
    f"ZHENGWEN_{name}"
    for name in (
        "MODE", "CITY", "REGION_CODE", "CATALOGUE_DIR", "FAQ_DIR", "POLICIES_DIR", "DATA_KEY", "DATA_KEY_FILE",
    )
)  # fmt: skip


def seed(database_url: str) -> None:
    """Every SQLite database gets a copy; PostgreSQL runs the commands itself."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        _by_commands(database_url)
        return
    folder = _made(tuple(sorted((name, os.environ.get(name, "")) for name in _SAYS_WHAT)))
    with (
        closing(sqlite3.connect(Path(folder.name) / "city.db")) as made,
        closing(sqlite3.connect(str(url.database))) as copy,
    ):
        made.backup(copy)


@lru_cache
def _made(_settings: tuple[tuple[str, str], ...]) -> TemporaryDirectory[str]:
    folder = TemporaryDirectory(prefix="zhengwen-")
    _by_commands(f"sqlite:///{Path(folder.name) / 'city.db'}")
    return folder


def _by_commands(database_url: str) -> None:
    environment = {**os.environ, "ZHENGWEN_DATABASE_URL": database_url, "ZHENGWEN_DATABASE_TIMEOUT_S": "20"}
    for command in ("upgrade", "seed"):
        done = subprocess.run(
            [sys.executable, "-m", "bot", "db", command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
