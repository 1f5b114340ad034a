"""The desk's clock runs beside the talk, on the database it began with, and a failing round is not its last."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.assistant import desk_watch
from bot.db.base import utc_now
from bot.db.models import Handover
from bot.db.session import read_session, write_session
from bot.services.handover import asking, duty


async def test_who_waits_in_vain_is_told(empty_database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_watch, "EVERY_S", 0.01)
    asked_at = utc_now() - timedelta(minutes=10)
    with write_session() as session:
        duty.start(session, "staff:lin", (), asked_at)
        chat = asking.ask(session, "web:1", "web", asked_at).standing.id
    real, tries = desk_watch.is_any_open, []

    def fails_once(session: object) -> bool:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("the database is away")
        return real(session)  # type: ignore[arg-type]

    monkeypatch.setattr(desk_watch, "is_any_open", fails_once)
    watching = asyncio.create_task(desk_watch.keep_desk({}))
    try:
        for _ in range(3000):
            with read_session() as session:
                if session.get(Handover, chat).state == "missed":
                    break
            await asyncio.sleep(0.01)
        else:
            raise AssertionError("nobody looked")
    finally:
        watching.cancel()
    assert len(tries) >= 2
