"""PostgreSQL's own tools: `pg_dump` of one snapshot, and everything back in one transaction."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection, make_url

from bot.db.backup.archive import BackupError

_LOCKED_FOR_MS = 30_000  # how long a restore waits for those who are reading


def snapshot(connection: Connection) -> str:
    """Makes the connection's transaction see one moment, and names the moment for pg_dump."""
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    return str(connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar())


def dump(url: str, moment: str, target: Path) -> None:
    command = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}", f"--file={target}"]
    _run(url, "pg_dump", [*command, "--schema=public"])


def load(url: str, source: Path, script: Path) -> None:
    """All of it or nothing; what the database held before is gone. `script`: where SQL may be put down."""
    _run(url, "pg_restore", ["--no-owner", "--no-privileges", f"--file={script}", str(source)], connect=False)
    empty = f"SET lock_timeout = {_LOCKED_FOR_MS}; DROP SCHEMA public CASCADE"
    command = ["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-c", empty]
    if "CREATE SCHEMA public" not in script.read_text("utf-8", "replace")[:20_000]:
        command += ["-c", "CREATE SCHEMA public"]
    _run(url, "psql", [*command, "-f", str(script)])


def _run(url: str, tool: str, arguments: list[str], *, connect: bool = True) -> None:
    program = shutil.which(tool)
    if program is None:
        raise BackupError(
            f"没有找到 {tool}，请安装 PostgreSQL 客户端（apt install postgresql-client），版本不低于服务器"
        )
    parts, environment = make_url(url), dict(os.environ)
    if parts.password is not None:
        environment["PGPASSWORD"] = str(parts.password)  # not into the command line, which everybody can read
    address = parts.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    command = [program, *arguments, *([f"--dbname={address}"] if connect else [])]
    done: Any = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise BackupError(f"{tool} 没有成功：{_reason(done.stderr)}")


def _reason(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return next(
        (line for line in lines if "rror" in line or "FATAL" in line), lines[-1] if lines else "没有说明原因"
    )
