"""What is promised to be forgotten is forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.assistant import conversations, housekeeping
from bot.assistant.history import turns_of
from bot.assistant.housekeeping import tidy
from bot.db.base import utc_now
from bot.db.models import Application
from bot.db.session import read_session, write_session
from bot.services.house import store
from bot.services.house.schema import Retention
from tests.channels.citizen import Citizen

KEEP_CONVERSATIONS = timedelta(days=Retention().conversations_days)


def test_a_draft_ends_after_its_time_and_keeps_nothing_personal(house: FastAPI, client: TestClient) -> None:
    citizen = Citizen(client)
    for text in ("我要申请居住证", "否", "是", "有房子租", "同意", "张三"):
        citizen.say(text)
    assert tidy(utc_now())["drafts"] == 0
    assert tidy(utc_now() + timedelta(days=31))["drafts"] >= 1
    with read_session() as session:
        rows = session.query(Application).filter_by(session_id=citizen.session_id).all()
    assert [row.answers for row in rows] == [None]


def test_an_old_conversation_is_deleted_with_its_turns(house: FastAPI, client: TestClient) -> None:
    citizen = Citizen(client)
    citizen.say("护照多少钱")
    tidy(utc_now() + KEEP_CONVERSATIONS)
    assert conversations.load(citizen.session_id) is not None
    tidy(utc_now() + KEEP_CONVERSATIONS + timedelta(days=2))
    assert conversations.load(citizen.session_id) is None
    assert turns_of(citizen.session_id) == []


def test_what_fails_keeps_nothing_else_from_being_forgotten(
    house: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError("no luck")

    citizen = Citizen(client)
    citizen.say("护照多少钱")
    monkeypatch.setattr(housekeeping, "forget_attempts", broken)
    monkeypatch.setattr(housekeeping, "expire_drafts", broken)
    gone = tidy(utc_now() + KEEP_CONVERSATIONS + timedelta(days=2))
    assert gone["failed"] == 2
    assert gone["conversations"] >= 1
    assert conversations.load(citizen.session_id) is None
    monkeypatch.undo()
    assert "failed" not in tidy(utc_now())


def test_the_city_says_how_long_a_draft_is_kept(house: FastAPI, client: TestClient) -> None:
    def keep(days: int) -> None:
        with write_session() as session:
            value = Retention(drafts_days=days).model_dump()
            store.change(session, "retention", value, "staff:sun", "演练", utc_now())

    keep(10)
    try:
        citizen = Citizen(client)
        citizen.say("我要申请居住证")
        with read_session() as session:
            (row,) = session.query(Application).filter_by(session_id=citizen.session_id).all()
        assert timedelta(days=9) < row.expires_at - utc_now() <= timedelta(days=10)
    finally:
        keep(30)


class Enough(BaseException):
    """Ends what goes on forever."""


def test_what_fails_keeps_the_rest_of_the_round_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A calendar system that answers nonsense must not stop the forgetting."""
    done: list[str] = []
    rounds = 0

    async def pause(_: float) -> None:
        nonlocal rounds
        rounds += 1
        if rounds > 3:
            raise Enough

    def fails() -> int:
        done.append("calendar")
        raise RuntimeError("nonsense")

    def tidies(_: Any) -> dict[str, int]:
        done.append("tidy")
        return {}

    def verifies() -> bool:
        done.append("audit")
        if done.count("audit") == 1:
            raise RuntimeError("the database is gone")
        return True

    monkeypatch.setattr(housekeeping.asyncio, "sleep", pause)
    monkeypatch.setattr(housekeeping, "sync_calendar", fails)
    monkeypatch.setattr(housekeeping, "tidy", tidies)
    monkeypatch.setattr(housekeeping, "verify_audit", verifies)
    with pytest.raises(Enough):
        asyncio.run(housekeeping.keep_tidy())
    # What could not be verified is verified in the next round, and then not before the next day.
    assert done == ["calendar", "tidy", "audit", "calendar", "tidy", "audit", "calendar", "tidy"]
