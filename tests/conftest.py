"""Fixtures every test may use: a database of its own, on SQLite, or on PostgreSQL where a test asks for it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db import models
from bot.db.base import Base
from bot.db.session import make_engine

# Tests speak faster than people; tests/channels/test_rates.py sets limits of its own.
for _limit in ("SESSION", "WHOLE", "CHANNEL"):
    os.environ.setdefault(f"ZHENGWEN_RATE_{_limit}", "0")

assert models  # importing them registers every table


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """All tables, empty."""
    engine = make_engine(database_url, timeout_s=30, durable=False)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, future=True, expire_on_commit=False) as session:
        yield session


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pgserver = pytest.importorskip("pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres_engine(postgres_server: str) -> Iterator[Engine]:
    """A new PostgreSQL database with all tables, empty."""
    name = f"test_{uuid4().hex}"
    admin = make_engine(postgres_server, timeout_s=60).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine = make_engine(postgres_server.replace("/postgres?", f"/{name}?"), timeout_s=30)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture(scope="session")
def house() -> Iterator[FastAPI]:
    """The whole application on a seeded database of its own, with the trained model: what a citizen talks to."""
    from bot.app import create_app, load_assistant
    from bot.assistant.model import NoModel, latest_model
    from bot.evaluation.workbench import seeded_database

    try:
        latest_model()
    except NoModel as error:
        pytest.skip(f"{error}（make test 会先训练）")
    with seeded_database():
        application = create_app()
        # Rasa's dependencies change the filters while they are imported.
        with warnings.catch_warnings(record=True):
            load_assistant(application)
        yield application


@pytest.fixture(scope="session")
def client(house: FastAPI) -> Iterator[TestClient]:
    """One event loop for all requests, as a server has."""
    with TestClient(house, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def both_engines(request: pytest.FixtureRequest) -> Engine:
    """The same test on SQLite and on PostgreSQL."""
    engine: Engine = request.getfixturevalue("engine" if request.param == "sqlite" else "postgres_engine")
    return engine
