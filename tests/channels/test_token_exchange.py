"""Proof of identity exchanges the token: who planted or copied the old one is out, and nobody else notices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.assistant.feed import Feed
from bot.channels import stream, tokens
from bot.db.base import utc_now
from bot.db.models import Conversation, OneTimeCode
from bot.db.session import read_session, write_session
from bot.services.notices import events
from bot.services.ports.sms import LOGGED
from tests.channels.citizen import Citizen, texts
from tests.channels.test_web_bad_input import is_problem

_mobiles: Iterator[int] = count(13700007000)


class Connected:
    async def is_disconnected(self) -> bool:
        return False


@pytest.fixture
def citizen(client: TestClient) -> Citizen:
    """Has said which mobile, and not yet the code."""
    with write_session() as session:  # a minute must pass between two codes
        session.query(OneTimeCode).delete()
    citizen = Citizen(client)
    citizen.mobile = str(next(_mobiles))  # type: ignore[attr-defined]
    citizen.say("登录")
    citizen.say(citizen.mobile)  # type: ignore[attr-defined]
    return citizen


def prove(citizen: Citizen, message_id: str = "the-code") -> str:
    """Says the code; the token that comes with the answer."""
    response = citizen.post({"text": LOGGED[citizen.mobile], "message_id": message_id})  # type: ignore[attr-defined]
    assert response.status_code == 200
    assert "核验成功" in texts(response.json()["messages"])
    return str(response.json()["token"])


def opened_by(client: TestClient, token: str) -> list[int]:
    """What every door of the conversation says to this token."""
    headers = {"Authorization": f"Bearer {token}"}
    said = [
        client.get("/api/chat/history", headers=headers),
        client.post("/api/chat/messages", json={"text": "我的"}, headers=headers),
        client.post("/api/chat/typing", json={"text": "我"}, headers=headers),
        client.post("/api/chat/feedback", json={"message_id": "1.0", "useful": True}, headers=headers),
        client.post("/api/chat/files", files={"file": ("a.txt", b"x")}, headers=headers),
    ]
    for each in said:
        if each.status_code == 401:
            is_problem(each, 401)
    return [each.status_code for each in said]


def test_the_token_known_before_the_proof_opens_nothing_after_it(
    client: TestClient, citizen: Citizen
) -> None:
    planted = citizen.token
    citizen.token = prove(citizen)
    assert citizen.token != planted
    assert "办件" in texts(citizen.say("我的"))  # its citizen goes on where they were, and is known
    assert opened_by(client, planted) == [401] * 5
    assert is_problem(client.get("/api/chat/events", headers={"Authorization": f"Bearer {planted}"}), 401)
    repeated = client.post(
        "/api/chat/messages",
        json={"text": "x", "message_id": "the-code"},
        headers={"Authorization": f"Bearer {planted}"},
    )
    assert is_problem(repeated, 401)
    history = client.get("/api/chat/history", headers=citizen.headers).json()["messages"]
    assert next(row["text"] for row in history if row["from"] == "user") == "登录"


def test_an_answer_that_got_lost_locks_nobody_out(client: TestClient, citizen: Citizen) -> None:
    first = prove(citizen)
    again = prove(citizen)  # the same message, with the old token: the new one was never used
    assert tokens.verify(again) == tokens.verify(first)
    citizen.token = again
    assert "办件" in texts(citizen.say("我的"))


def test_who_never_takes_the_new_token_keeps_the_old(citizen: Citizen) -> None:
    """A client from before there was an exchange."""
    prove(citizen)
    assert "办件" in texts(citizen.say("我的"))


def test_only_the_message_that_proves_is_answered_with_a_token(client: TestClient, citizen: Citizen) -> None:
    wrong = citizen.post({"text": "1"})
    assert "还可以试" in texts(wrong.json()["messages"]) and "token" not in wrong.json()
    prove(citizen)
    stranger = citizen.post({"text": "护照多少钱", "message_id": "another"})  # before the new one is used
    assert "token" not in stranger.json()
    assert "token" not in citizen.post({"text": "护照多少钱", "message_id": "another"}).json()


def test_a_second_proof_brings_a_third_token(client: TestClient, citizen: Citizen) -> None:
    first = citizen.token
    second = citizen.token = prove(citizen)
    citizen.say("退出登录")
    with write_session() as session:
        session.query(OneTimeCode).delete()
    citizen.say("登录")
    citizen.say(citizen.mobile)  # type: ignore[attr-defined]
    third = citizen.token = prove(citizen, "again")
    assert opened_by(client, third)[0] == 200
    assert opened_by(client, second) == opened_by(client, first) == [401] * 5


async def test_a_stream_of_the_old_token_ends_before_it_tells_anything(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "feed", Feed())
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.01)
    until = utc_now() + timedelta(seconds=60)
    planted = tokens.Presented(citizen.session_id, 0)
    listening = stream.stream(Connected(), planted, 0, until)  # type: ignore[arg-type]
    assert "event: ready" in await listening.__anext__()
    fresh = tokens.verify(prove(citizen))
    assert fresh is not None
    new = stream.stream(Connected(), fresh, 0, until)  # type: ignore[arg-type]
    await new.__anext__()
    with write_session() as session:
        events.push(session, citizen.session_id, {"type": "notice", "text": "只给本人"}, utc_now())
    told = next(line for line in (await new.__anext__()).splitlines() if line.startswith("data: "))
    assert json.loads(told[6:])["text"] == "只给本人"
    assert not any("只给本人" in part for part in [part async for part in listening])
    await new.aclose()  # type: ignore[attr-defined]


def test_what_is_rolled_back_exchanges_nothing(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("cut short")

    monkeypatch.setattr("bot.services.identity.proven._link", refuse)
    failed = citizen.post({"text": LOGGED[citizen.mobile]})  # type: ignore[attr-defined]
    assert "抱歉" in texts(failed.json()["messages"]) and "token" not in failed.json()
    with read_session() as session:
        numbers = select(Conversation.token_last).where(Conversation.id == citizen.session_id)
        assert session.scalar(numbers) == 0
    monkeypatch.undo()
    assert prove(citizen) != citizen.token
