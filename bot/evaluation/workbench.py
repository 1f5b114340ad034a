"""A throw-away city: an empty database, migrated and seeded, for evaluations that must leave no trace."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.db.session import reset_engines, write_session
from bot.settings import get_settings


@contextmanager
def seeded_database() -> Iterator[str]:
    """The URL of a seeded SQLite database that every session uses until the end."""
    from bot.db.migrate import upgrade
    from bot.services.routing.store import learn
    from bot.services.seed import seed

    before = {name: os.environ.get(name) for name in ("ZHENGWEN_DATABASE_URL", "ZHENGWEN_FILES_DIR")}
    with tempfile.TemporaryDirectory(prefix="zhengwen-") as folder:
        url = f"sqlite:///{Path(folder) / 'evaluation.db'}"
        os.environ["ZHENGWEN_DATABASE_URL"] = url
        os.environ["ZHENGWEN_FILES_DIR"] = str(Path(folder) / "files")
        get_settings.cache_clear()
        reset_engines()
        upgrade(url)
        settings = get_settings()
        with write_session(durable=True) as session:
            seed(
                session,
                settings.catalogue_dir,
                settings.faq_dir,
                settings.region_code,
                settings.city,
                settings.policies_dir,
            )
            learn(session)
        try:
            yield url
        finally:
            reset_engines()
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
            get_settings.cache_clear()
