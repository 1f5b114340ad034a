"""A database that was in use at any earlier version comes to the newest one with every row it had."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.script import ScriptDirectory

from bot.db import migrate
from bot.db.session import make_engine
from tests.db.fill import Columns, columns, contents, fill, lost


def revisions(url: str) -> list[str]:
    scripts = ScriptDirectory.from_config(migrate.config(url))
    return [script.revision for script in scripts.walk_revisions()][::-1]


@pytest.mark.slow
def test_rows_of_every_version_reach_the_newest(url: str) -> None:
    """Each table gets rows in every shape it ever had; after each migration all rows are there as they were."""
    engine = make_engine(url, 30)
    known: Columns = {}
    before = contents(engine)
    for number, revision in enumerate(revisions(url)):
        command.upgrade(migrate.config(url), revision)
        engine.dispose()
        assert lost(before, contents(engine)) == [], revision
        shapes = columns(engine)
        fill(engine, {name for name, shape in shapes.items() if known.get(name) != shape}, 10 * number + 1)
        known, before = shapes, contents(engine)
        assert all(len(rows) >= 2 for rows in before.values()), revision
    assert migrate.is_current(url)
    engine.dispose()
