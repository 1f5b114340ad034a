"""Bringing a database to the newest schema, from Python: no alembic.ini, no shell."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.db.session import make_engine

_SCRIPTS = Path(__file__).resolve().parent / "migrations"


def config(url: str) -> Config:
    """The alembic configuration for the database at `url`."""
    made = Config()
    made.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["url"] = url  # not a main option: a password may hold a percent sign
    return made


def upgrade(url: str) -> None:
    """Applies every missing migration in one transaction; safe to call from several processes at once."""
    command.upgrade(config(url), "head")


def current(url: str) -> str | None:
    """The revision that the database is at; None for an empty one."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            found: str | None = MigrationContext.configure(connection).get_current_revision()
            return found
    finally:
        engine.dispose()


def head() -> str | None:
    """The newest revision there is."""
    found: str | None = ScriptDirectory.from_config(config("")).get_current_head()
    return found


def is_current(url: str) -> bool:
    return current(url) == head()


def is_behind(url: str) -> bool:
    """Whether a migration is missing; a revision we do not know is of a newer release."""
    found = current(url)
    known = {script.revision for script in ScriptDirectory.from_config(config("")).walk_revisions()}
    return found is None or (found in known and found != head())


def new_revision(message: str, revision_id: str) -> None:
    """Writes the migration that leads from the newest revision to the models as they are now."""
    with TemporaryDirectory() as folder:
        made = config(f"sqlite:///{folder}/revision.db")
        command.upgrade(made, "head")
        command.revision(made, message=message, autogenerate=True, rev_id=revision_id)
