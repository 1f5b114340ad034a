"""How alembic runs here; called by bot.db.migrate."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import event, text

import bot.db.models  # noqa: F401  (registers every table)
from bot.db.base import Base, UtcDateTime
from bot.db.crypto import Encrypted
from bot.db.session import make_engine

_TIMEOUT_S = 60  # for another process that is migrating, and for a large table
_LOCK = 7_260_001  # any number, the same in every replica


def render_item(kind: str, thing: Any, _autogen: Any) -> str | Literal[False]:
    """A migration names plain types, so that it still runs when our own classes have changed."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Encrypted):
        return "sa.Text()"
    return False


def foreign_keys_off(connection: Any, _record: Any) -> None:
    # A batch operation drops and rebuilds a table; with foreign keys on, that would delete the rows under it.
    connection.execute("PRAGMA foreign_keys=OFF")


def run() -> None:
    engine = make_engine(context.config.attributes["url"], _TIMEOUT_S)
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        event.listen(engine, "connect", foreign_keys_off)
    try:
        with engine.begin() as connection:
            if not is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_as_batch=is_sqlite,
                render_item=render_item,
                compare_type=True,
                transactional_ddl=True,
            )
            context.run_migrations()
    finally:
        engine.dispose()


run()
