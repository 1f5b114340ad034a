"""Long polling: what was fetched is stored before Telegram may forget it, and an interruption loses nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from fastapi.testclient import TestClient

from bot.channels.messaging.office import Office
from bot.channels.telegram.poll import CannotPoll, Poller
from tests.channels.apps import telegram_api
from tests.channels.apps.platform import Platform
from tests.channels.apps.talk import settle
from tests.channels.apps.telegram_api import Person, Waiting


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch, api: Platform) -> Waiting:
    queue = Waiting()
    monkeypatch.setattr(api, "_usual", queue.answer)
    return queue


@pytest.fixture
def poller(apps: TestClient) -> Poller:
    return office(apps).channels["telegram"].poller()  # type: ignore[attr-defined]


def office(apps: TestClient) -> Office:
    found: Office = apps.app.state.office  # type: ignore[attr-defined]
    return found


@pytest.fixture
def polling(apps: TestClient, poller: Poller) -> Iterator[Future[None]]:
    assert apps.portal is not None
    running = apps.portal.start_task_soon(poller.run, office(apps).receive)
    yield running
    running.cancel()


def answered(api: Platform, person: Person) -> list[str]:
    mine = str(person.chat_id)
    return [call.body["text"] for call in api.of("sendMessage") if call.body["chat_id"] == mine]


def drained(waiting: Waiting, within_s: float = 20.0) -> None:
    until = time.monotonic() + within_s
    while len(waiting):
        assert time.monotonic() < until, f"{len(waiting)} were not fetched"
        time.sleep(0.02)
    settle()


def test_what_waits_is_fetched_and_answered_once(
    api: Platform, waiting: Waiting, polling: Future[None]
) -> None:
    person = Person()
    said = [person.says("/start"), person.says("护照多少钱"), person.says("要带什么材料")]
    waiting.add(*said, said[1])
    drained(waiting)
    greeting, fee, materials = answered(api, person)
    assert "自动回复" in greeting and "120元" in fee and "材料" in materials
    assert api.of("getUpdates")[-1].query["offset"] == str(said[-1]["update_id"] + 1)
    assert "my_chat_member" in api.of("getUpdates")[-1].query["allowed_updates"]


def test_it_resumes_at_what_is_stored(
    apps: TestClient, api: Platform, waiting: Waiting, poller: Poller
) -> None:
    assert apps.portal is not None
    update = Person().says("护照多少钱")
    waiting.add(update)
    apps.portal.call(poller.once, office(apps).receive)
    settle()
    api.calls.clear()
    afterwards = Poller(poller._url.removesuffix("/getUpdates"), poller._request)
    apps.portal.call(afterwards.once, office(apps).receive)
    (asked,) = api.of("getUpdates")
    assert asked.query["offset"] == str(update["update_id"] + 1)


def test_it_asks_for_everything_after_a_silence(
    apps: TestClient, api: Platform, waiting: Waiting, poller: Poller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a week without updates Telegram counts from a new number, which may be lower."""
    from datetime import timedelta

    from bot.channels.telegram import poll

    assert apps.portal is not None
    person = Person()
    waiting.add(person.says("护照多少钱"))
    apps.portal.call(poller.once, office(apps).receive)
    monkeypatch.setattr(poll, "REMEMBERED_FOR", timedelta(seconds=-1))
    waiting.add({**person.says("居住证在哪办"), "update_id": 3})
    apps.portal.call(poller.once, office(apps).receive)
    settle()
    assert "居住证" in answered(api, person)[-1]


@pytest.mark.parametrize(
    "trouble",
    [telegram_api.DOWN, telegram_api.GARBAGE, telegram_api.CUT, telegram_api.too_many_requests(1)],
    ids=["502", "garbage", "cut", "429"],
)
def test_trouble_is_asked_again(
    api: Platform,
    waiting: Waiting,
    apps: TestClient,
    poller: Poller,
    trouble: telegram_api.Answer,
) -> None:
    assert apps.portal is not None
    person = Person()
    waiting.add(person.says("护照多少钱"))
    api.fail("getUpdates", trouble)
    running = apps.portal.start_task_soon(poller.run, office(apps).receive)
    drained(waiting)
    running.cancel()
    assert "120元" in answered(api, person)[-1]


def test_what_could_not_be_stored_is_not_lost(
    api: Platform, waiting: Waiting, apps: TestClient, poller: Poller
) -> None:
    assert apps.portal is not None
    person = Person()
    waiting.add(person.says("护照多少钱"))
    tries = []

    async def receive(received: object) -> None:
        tries.append(received)
        if len(tries) == 1:
            raise OSError("database is locked")
        await office(apps).receive(received)  # type: ignore[arg-type]

    running = apps.portal.start_task_soon(poller.run, receive)
    drained(waiting)
    running.cancel()
    assert len(tries) == 2
    assert "120元" in answered(api, person)[-1]


@pytest.mark.parametrize(
    ("code", "description", "words"),
    [
        (409, "Conflict: can't use getUpdates method while webhook is active", "telegram webhook delete"),
        (401, "Unauthorized", "ZHENGWEN_TELEGRAM_TOKEN"),
    ],
)
def test_what_asking_cannot_help_is_said(
    api: Platform, apps: TestClient, poller: Poller, code: int, description: str, words: str
) -> None:
    assert apps.portal is not None
    api.fail("getUpdates", telegram_api.error(code, description))
    with pytest.raises(CannotPoll, match=words):
        apps.portal.call(poller.run, office(apps).receive)


def test_an_odd_update_stops_nothing(api: Platform, waiting: Waiting, polling: Future[None]) -> None:
    person = Person()
    odd = [
        {"update_id": person.says("")["update_id"], "message": {"chat": "?"}},
        {"update_id": person.says("")["update_id"], "poll": {}},
    ]
    waiting.add(*odd, person.says("护照多少钱"))
    drained(waiting)
    assert "120元" in answered(api, person)[-1]
