"""Which part keeps this replica from serving; each is looked at for seconds at most."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.db import migrate
from bot.db.session import read_session
from bot.settings import get_settings

DATABASE = "数据库连不上：看 ZHENGWEN_DATABASE_URL 和数据库是否在运行"
MIGRATIONS = "数据库结构旧于软件：运行 python -m bot db upgrade"
REDIS = "Redis 连不上：看 ZHENGWEN_REDIS_URL 和 Redis 是否在运行"
DISK = "磁盘空间不足 {} MB（{}）：清理磁盘，或调整 ZHENGWEN_DISK_FREE_MB"
_REDIS_PATIENCE_S = 1.0


def database() -> str:
    """Empty when it answers, else what to do."""
    try:
        with read_session() as session:
            session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError, ValueError):
        return DATABASE
    return ""


def migrations() -> str:
    """A database ahead of us is fine: a newer replica has migrated it, and ours is still being replaced."""
    try:
        return "" if _migrated(get_settings().database_url) else MIGRATIONS
    except (SQLAlchemyError, OSError, ValueError):
        return DATABASE


def redis() -> str:
    url = get_settings().redis_url
    if url is None:
        return ""
    from redis import Redis, RedisError

    try:
        client = Redis.from_url(
            url, socket_timeout=_REDIS_PATIENCE_S, socket_connect_timeout=_REDIS_PATIENCE_S
        )
        with client:
            client.ping()
    except (RedisError, OSError, ValueError):
        return REDIS
    return ""


def disk() -> str:
    wanted = get_settings().disk_free_mb
    for place, free in free_bytes().items():
        if free < wanted * 1024 * 1024:
            return DISK.format(wanted, place)
    return ""


def free_bytes() -> dict[str, int]:
    """By what is written there: uploads, and the embedded database."""
    settings = get_settings()
    places = {"files": settings.files_dir}
    if settings.database_url.startswith("sqlite:///"):
        places["database"] = Path(settings.database_url.removeprefix("sqlite:///"))
    return {name: shutil.disk_usage(_existing(path)).free for name, path in places.items()}


def _existing(path: Path) -> Path:
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path


class _Behind(Exception):
    pass


def _migrated(url: str) -> bool:
    try:
        return _ahead_or_equal(url)
    except _Behind:
        return False


@lru_cache(maxsize=4)
def _ahead_or_equal(url: str) -> bool:
    """Remembered once it is true: a database never goes back. Raises _Behind, which is not remembered."""
    if migrate.is_behind(url):
        raise _Behind
    return True
