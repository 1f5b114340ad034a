from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import bot.db.models  # noqa: F401  (registers every table)
from bot.db import migrate
from bot.db.base import Base, utc_now
from bot.db.models import CatalogueState, Citizen, FaqRelease
from bot.db.session import make_engine


def tables(url: str) -> set[str]:
    engine = make_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def differences(url: str) -> list[Any]:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, Base.metadata))
    finally:
        engine.dispose()


def test_an_empty_database_gets_every_table(url: str) -> None:
    assert migrate.current(url) is None and not migrate.is_current(url)
    migrate.upgrade(url)
    assert migrate.is_current(url)
    assert tables(url) == set(Base.metadata.tables) | {"alembic_version"}


def test_the_migrations_build_exactly_the_models(url: str) -> None:
    migrate.upgrade(url)
    assert differences(url) == []


def test_upgrading_again_does_nothing(url: str) -> None:
    migrate.upgrade(url)
    migrate.upgrade(url)
    assert migrate.is_current(url)


def test_every_migration_can_be_taken_back(url: str) -> None:
    migrate.upgrade(url)
    command.downgrade(migrate.config(url), "base")
    assert tables(url) == {"alembic_version"}
    migrate.upgrade(url)
    assert differences(url) == []


def test_replicas_may_upgrade_at_the_same_time(url: str) -> None:
    # The first connection of a new SQLite file turns WAL on, which no other may be doing meanwhile.
    assert migrate.current(url) is None
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(upgrade_in_a_process, [url] * 3))
    assert migrate.is_current(url)


def upgrade_in_a_process(url: str) -> None:
    import subprocess
    import sys

    code = "import sys; from bot.db import migrate; migrate.upgrade(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, url], check=True, timeout=120)


def test_rules_that_the_database_itself_keeps(url: str) -> None:
    migrate.upgrade(url)
    engine = make_engine(url)
    with Session(engine, future=True) as session:
        session.add(FaqRelease(sequence=1, created_by="a", checksum="x", is_active=True))
        session.add(FaqRelease(sequence=2, created_by="a", checksum="x", is_active=False))
        session.commit()
        session.add(FaqRelease(sequence=3, created_by="a", checksum="x", is_active=True))
        with pytest.raises(IntegrityError):
            session.commit()
    engine.dispose()


def test_times_and_personal_columns_read_back(url: str) -> None:
    migrate.upgrade(url)
    engine = make_engine(url)
    now = utc_now()
    with Session(engine, future=True) as session:
        session.add_all([Citizen(name="张三", verified_at=now), CatalogueState(id=1, version=3)])
        session.commit()
        session.expire_all()
        citizen = session.scalars(select(Citizen)).one()
        assert (citizen.name, citizen.verified_at) == ("张三", now)
    engine.dispose()
