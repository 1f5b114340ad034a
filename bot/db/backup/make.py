"""Making a backup while citizens are served."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.engine import Connection, make_url

from bot.db.backup import postgres, sqlite
from bot.db.backup.archive import DATABASE, FILES, BackupError, Manifest, Writer
from bot.db.session import make_engine

_TIMEOUT_S = 60


def back_up(url: str, files: Path, target: Path, now: datetime, *, force: bool = False) -> Manifest:
    """Database first, then the files it names: a file that comes later is no loss. Raises BackupError."""
    if target.exists() and not force:
        raise BackupError(f"{target} 已存在，换一个文件名，或加 --force 覆盖")
    with tempfile.TemporaryDirectory(dir=target.parent if target.parent.is_dir() else None) as folder:
        database = Path(folder) / DATABASE
        manifest = _copy_database(url, database, now)
        with Writer(target) as writer:
            writer.add(DATABASE, database, manifest)
            for path in sorted(files.glob("??/*")):
                try:
                    writer.add(f"{FILES}/{path.parent.name}/{path.name}", path, manifest)
                except FileNotFoundError:
                    continue  # its draft has ended meanwhile
            writer.finish(manifest)
    return manifest


def _copy_database(url: str, database: Path, now: datetime) -> Manifest:
    made_at = now.isoformat(timespec="seconds")
    engine = make_engine(url, _TIMEOUT_S)
    try:
        if engine.dialect.name == "postgresql":
            with engine.connect() as connection:
                moment = postgres.snapshot(connection)
                manifest = Manifest("postgresql", _revision(connection), made_at, count(connection))
                postgres.dump(url, moment, database)
            return manifest
    finally:
        engine.dispose()
    source = make_url(url).database
    if source is None or not Path(source).exists():
        raise BackupError(f"没有数据库文件：{source}")
    sqlite.copy(source, str(database))
    copied = make_engine(f"sqlite:///{database}", _TIMEOUT_S)
    try:
        with copied.connect() as connection:
            return Manifest("sqlite", _revision(connection), made_at, count(connection))
    finally:
        copied.dispose()


def _revision(connection: Connection) -> str | None:
    found: str | None = MigrationContext.configure(connection).get_current_revision()
    return found


def count(connection: Connection) -> dict[str, int]:
    """Rows by table."""
    quote = connection.dialect.identifier_preparer.quote
    return {
        name: int(connection.exec_driver_sql(f"SELECT count(*) FROM {quote(name)}").scalar() or 0)
        for name in sorted(inspect(connection).get_table_names())
    }
