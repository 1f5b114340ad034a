"""Bringing a backup back: nothing is touched before every byte of it was found whole."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from bot.db.backup import postgres, sqlite
from bot.db.backup.archive import DATABASE, FILES, BackupError, Manifest, read, unpack
from bot.db.backup.make import count
from bot.db.session import make_engine

_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore(url: str, files: Path, source: Path, *, force: bool = False) -> Manifest:
    """The database becomes the backup's, and its files lie where they lay; others that lie there stay.

    Raises BackupError: for a backup that is not whole, of another engine, or, without `force`, over a database that
    has tables.
    """
    manifest = read(source)
    engine = make_url(url).get_backend_name()
    if engine != manifest.engine:
        ours, theirs = _NAMES.get(engine, engine), _NAMES.get(manifest.engine, manifest.engine)
        raise BackupError(f"这份备份是 {theirs} 的，不能恢复到 {ours}；请改 ZHENGWEN_DATABASE_URL")
    if _has_tables(url) and not force:
        raise BackupError("数据库里已有内容；先停止服务，确认要用备份代替它，再加 --force")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / DATABASE
        unpack(source, DATABASE, copy)
        if engine == "sqlite":
            sqlite.check(copy)
            sqlite.copy(str(copy), str(make_url(url).database))
        else:
            postgres.load(url, copy, Path(folder) / "restore.sql")
    for name in manifest.members:
        if name.startswith(f"{FILES}/"):
            unpack(source, name, files / name.removeprefix(f"{FILES}/"))
    _compare(url, manifest)
    return manifest


def _has_tables(url: str) -> bool:
    path = make_url(url).database
    if make_url(url).get_backend_name() == "sqlite" and (path is None or not Path(path).exists()):
        return False
    engine = make_engine(url, 10)
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def _compare(url: str, manifest: Manifest) -> None:
    engine = make_engine(url, 60)
    try:
        with engine.connect() as connection:
            now = count(connection)
    finally:
        engine.dispose()
    wrong = sorted(name for name in {*now, *manifest.tables} if now.get(name) != manifest.tables.get(name))
    if wrong:
        raise BackupError(f"恢复后这些表的行数和备份不同：{'、'.join(wrong)}；服务还在写入时不要恢复")
