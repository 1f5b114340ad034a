"""A database of its own behind the sessions of the process; and the assistant of the seeded city."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

import tests.rasa_first  # noqa: F401  (before a test module imports Rasa)
from bot.assistant.assistant import Assistant
from bot.db.base import Base
from bot.db.session import get_engine, reset_engines
from bot.settings import get_settings


@pytest.fixture
def empty_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """All tables, empty, on SQLite; every session of the process uses it."""
    reset_engines()
    with monkeypatch.context() as patch:
        patch.setenv("ZHENGWEN_DATABASE_URL", f"sqlite:///{tmp_path / 'own.db'}")
        get_settings.cache_clear()
        reset_engines()
        Base.metadata.create_all(get_engine())
        yield
        reset_engines()
    get_settings.cache_clear()


@pytest.fixture
def assistant(house: FastAPI) -> Assistant:
    found: Assistant = house.state.assistant
    return found
