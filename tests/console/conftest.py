"""The console over HTTP on a database of its own, without the model: what staff pages need of it they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.app import create_app
from bot.console.faq.ask import only_read
from bot.console.lexicon import pages as lexicon_pages
from bot.console.lexicon.impact import _run
from bot.db import migrate
from bot.db.base import utc_now
from bot.db.session import reset_engines, write_session
from bot.nlu import knowledge
from bot.nlu.concepts import use_concepts
from bot.nlu.knowledge import knowledge_base
from bot.nlu.plain import use_tables
from bot.services.catalogue.load import load_dir
from bot.services.staff import accounts, passwords
from bot.settings import get_settings
from tests.console.clerk import PASSWORD, Clerk
from tests.services.catalogue_sample import REGION, document, write


@pytest.fixture
def blank_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """No city yet, and nobody on the staff."""
    url = f"sqlite:///{tmp_path / 'console.db'}"
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", url)
    # The same algorithm with little memory: these tests log in often.
    monkeypatch.setattr(passwords, "_COST", {**passwords._COST, "iterations": 1, "memory_cost": 64})
    passwords._nobody.cache_clear()
    get_settings.cache_clear()
    reset_engines()
    migrate.upgrade(url)
    yield TestClient(create_app(), follow_redirects=False)
    reset_engines()
    monkeypatch.undo()
    passwords._nobody.cache_clear()
    get_settings.cache_clear()
    reset_engines()


@pytest.fixture
def house(blank_house: TestClient, tmp_path: Path) -> TestClient:
    """A city with one department and two items."""
    with write_session() as session:
        load_dir(session, write(tmp_path / "catalogue", document()), *REGION)
    return blank_house


@pytest.fixture
def clerk(blank_house: TestClient) -> Iterator[type[Clerk]]:
    """`clerk("lin", "编辑")`: a member of staff, logged in."""

    class Here(Clerk):
        def __init__(self, username: str, *roles: str, departments: tuple[str, ...] = ()) -> None:
            with write_session() as session:
                accounts.add(session, username, username, "test", utc_now(), roles, departments, PASSWORD)
            super().__init__(TestClient(blank_house.app, follow_redirects=False), username)

    yield Here


@pytest.fixture
def words_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The effect is worked out before the page is answered; the knowledge looks at the database with every question."""
    monkeypatch.setattr(lexicon_pages, "start", lambda number, _: _run(number, only_read))
    monkeypatch.setattr(knowledge, "_CHECK_EVERY_S", 0.0)
    _forget_words()
    yield
    _forget_words()


def _forget_words() -> None:
    """The next test's database is another."""
    use_concepts(None)
    use_tables(None)
    knowledge_base._current = knowledge_base._version = None
