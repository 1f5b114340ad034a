"""SQLite's online backup: page by page into a file of its own, while others read and write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.db.backup.archive import BackupError

_WAIT_S = 30.0


def copy(source: str, target: str) -> None:
    """`target` becomes what `source` is in one moment; a process that has it open sees it whole, before or after."""
    try:
        with (
            closing(sqlite3.connect(source, _WAIT_S)) as old,
            closing(sqlite3.connect(target, _WAIT_S)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode=WAL")
    except sqlite3.Error as error:
        raise BackupError(f"复制数据库没有成功：{error}") from error


def check(path: Path) -> None:
    """Raises BackupError when the file is damaged."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        said = str(error)
    if said != "ok":
        raise BackupError(f"备份里的数据库已损坏：{said}")
