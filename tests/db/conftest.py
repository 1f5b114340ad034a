"""The same tests on both databases: SQLite in a file, PostgreSQL from the pgserver package."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running PostgreSQL; its folder is short, for the socket's sake."""
    pgserver = pytest.importorskip("pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def another(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes empty databases of one kind; their addresses."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path / f'{uuid.uuid4().hex[:12]}.db'}"
    from sqlalchemy import create_engine, text

    server = make_url(request.getfixturevalue("postgres"))

    def make() -> str:
        name = f"t{uuid.uuid4().hex[:12]}"
        engine = create_engine(server, future=True, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
        engine.dispose()
        return str(server.set(database=name).render_as_string(hide_password=False))

    return make


@pytest.fixture
def url(another: Callable[[], str]) -> str:
    """The address of an empty database."""
    return another()
