"""The worker that empties the outbox belongs to its application's database."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy.orm import sessionmaker

from bot.assistant.delivery import DeliveryWorker
from bot.db.base import Base, utc_now
from bot.db.session import make_engine, reset_engines, write_session
from bot.services.notices import events
from bot.services.notices.deliver import Ways
from bot.services.notices.queue import queue
from bot.settings import get_settings

WHO = "web:who"


def test_it_stays_with_the_database_it_began_with(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def settle_on(url: str) -> None:
        monkeypatch.setenv("ZHENGWEN_DATABASE_URL", url)
        get_settings.cache_clear()
        reset_engines()

    settle_on(database_url)
    engine = make_engine(database_url)
    factory = sessionmaker(engine, future=True, expire_on_commit=False)
    Base.metadata.create_all(engine)
    worker = DeliveryWorker(Ways())
    worker.start()
    try:
        settle_on(f"sqlite:///{tmp_path / 'empty.db'}")  # a database without tables
        with write_session(factory=factory) as session:
            payload = {"matter_no": "01C1", "item_name": "居住证"}
            queue(session, "application.accepted", "k1", payload, session_id=WHO, due_at=utc_now())
        until = time.monotonic() + 20
        told: list[events.Pushed] = []
        while not told and time.monotonic() < until:
            time.sleep(0.05)
            with factory() as session:
                told = events.after(session, WHO, 0)
        assert [each.message["data"]["matter_no"] for each in told] == ["01C1"]
    finally:
        worker.stop()
        engine.dispose()
        monkeypatch.undo()
        get_settings.cache_clear()
        reset_engines()
