"""What goes wrong between Telegram and us: nothing is answered twice, nothing is lost, the order stays."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from tests.channels.apps import telegram_api
from tests.channels.apps.platform import Answer, Platform
from tests.channels.apps.talk import TelegramTalk, settle
from tests.channels.apps.telegram_api import HEADERS


def test_an_update_that_comes_again_is_answered_once(talk: TelegramTalk) -> None:
    talk.say("/start")
    update = talk.person.says("护照多少钱")
    with ThreadPoolExecutor(8) as pool:
        codes = pool.map(
            lambda _: talk.client.post("/channels/telegram", json=update, headers=HEADERS).status_code,
            range(8),
        )
    assert set(codes) == {200}
    settle()
    assert len(talk.received) == 2


def test_many_updates_shuffled_and_repeated_are_answered_once_and_in_order(talk: TelegramTalk) -> None:
    """Each of ten people says five things; every update arrives one to four times."""
    talks = [TelegramTalk(talk.client, talk.api) for _ in range(10)]
    said = ["护照多少钱", "要带什么材料", "居住证在哪办", "要多久", "身份证丢了怎么补办"]
    queues = [[each.person.says(text) for text in said] for each in talks]
    rows = []
    shuffle = random.Random(7)
    for queue in queues:
        for update in queue:
            rows += [update] * shuffle.randint(1, 4)
    shuffle.shuffle(rows)
    client = talk.client
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda row: client.post("/channels/telegram", json=row, headers=HEADERS), rows))
    settle(60)
    for each in talks:
        assert len(each.received) == 1 + len(said)  # the greeting, and an answer each


def test_flood_limits_are_respected(talk: TelegramTalk) -> None:
    talk.say("/start")
    talk.api.fail("sendMessage", telegram_api.too_many_requests(1))
    talk.client.post("/channels/telegram", json=talk.person.says("护照多少钱"), headers=HEADERS)
    talk.client.post("/channels/telegram", json=talk.person.says("居住证在哪办"), headers=HEADERS)
    first, refused, again, last = talk.api.wait_for("sendMessage", 4)
    settle()
    assert refused.body["text"] == again.body["text"]
    assert "120元" in again.body["text"] and "居住证" in last.body["text"]
    assert first.body["text"].startswith("您好")
    assert len(talk.received) == 4


@pytest.mark.parametrize(
    "answer",
    [
        telegram_api.DOWN,
        telegram_api.GARBAGE,
        telegram_api.CUT,
        telegram_api.error(500, "Internal Server Error"),
        telegram_api.error(409, "Conflict: terminated by other getUpdates request"),
        Answer([1], 200),
        Answer(None, 503),
    ],
    ids=["502", "garbage", "cut", "500", "409", "list", "503"],
)
def test_a_platform_in_trouble_is_tried_again(talk: TelegramTalk, answer: Answer) -> None:
    talk.say("/start")
    talk.api.fail("sendMessage", answer)
    talk.client.post("/channels/telegram", json=talk.person.says("护照多少钱"), headers=HEADERS)
    calls = talk.api.wait_for("sendMessage", 3)
    assert calls[1].body == calls[2].body
    settle()


def test_who_blocked_us_is_not_tried_again(talk: TelegramTalk) -> None:
    talk.say("/start")
    talk.api.fail("sendMessage", telegram_api.BLOCKED)
    talk.say("护照多少钱")
    assert len(talk.received) == 2
    assert "居住证" in talk.say("居住证在哪办")  # writing again ends it


def test_a_keyboard_that_telegram_refuses_becomes_numbers(talk: TelegramTalk) -> None:
    talk.api.fail("sendMessage", telegram_api.BAD_KEYBOARD)
    words = talk.say("/start")
    assert "1. 办护照要多少钱" in words
    assert "120元" in talk.say("1")


def test_a_text_that_telegram_refuses_is_given_up(talk: TelegramTalk) -> None:
    talk.say("/start")
    bad = telegram_api.error(400, "Bad Request: message is too long")
    talk.api.fail("sendMessage", bad, bad)
    talk.say("你好")
    assert "120元" in talk.say("护照多少钱")


def test_a_wrong_token_waits_and_does_not_print_it(
    talk: TelegramTalk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from bot.channels.telegram import channel

    monkeypatch.setattr(channel, "_WRONG_TOKEN_S", 0.5)
    talk.say("/start")
    talk.api.fail("sendMessage", telegram_api.error(401, "Unauthorized"))
    talk.client.post("/channels/telegram", json=talk.person.says("护照多少钱"), headers=HEADERS)
    talk.api.wait_for("sendMessage", 3)
    settle()
    out, err = capfd.readouterr()
    assert telegram_api.TOKEN not in out + err


def test_an_assistant_that_fails_is_asked_again_and_then_apologises(
    talk: TelegramTalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from bot.services.mailbox import updates

    talk.say("/start")
    monkeypatch.setattr("bot.channels.messaging.office.timedelta", lambda seconds: timedelta(milliseconds=50))
    assistant = talk.client.app.state.assistant  # type: ignore[attr-defined]
    tries = []

    async def fail(*_: object) -> None:
        tries.append(1)
        raise RuntimeError("张伟 410184199003150013")

    with monkeypatch.context() as patch:
        patch.setattr(assistant, "handle", fail)
        words = talk.say("护照多少钱")
        while not talk.received[1:]:
            settle()
    assert len(tries) == updates.MOST_ATTEMPTS
    assert "12345" in (words or talk.received[-1].body["text"])
    assert "120元" in talk.say("护照多少钱")


def test_it_is_off_until_it_is_configured(client: TestClient) -> None:
    response = client.post("/channels/telegram", json={"update_id": 1}, headers=HEADERS)
    assert response.status_code == 404
    assert response.json()["detail"]


def test_the_tokens_door_opens_to_the_secret_alone(apps: TestClient, api: Platform) -> None:
    for headers in (
        {},
        {"X-Telegram-Bot-Api-Secret-Token": "guess"},
        {"X-Telegram-Bot-Api-Secret-Token": ""},
    ):
        assert apps.post("/channels/telegram", json={"update_id": 1}, headers=headers).status_code == 403
    assert apps.get("/channels/telegram").status_code == 405


def test_who_floods_is_told_once_and_others_are_answered(
    apps: TestClient, talk: TelegramTalk, api: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = apps.app.state.rates  # type: ignore[attr-defined]
    few = rates._settings.model_copy(update={"rate_session": 3})
    monkeypatch.setattr(rates, "_settings", few)
    for _ in range(8):
        assert talk.deliver(talk.says("护照多少钱")).status_code == 200
    settle()
    told = [text for text in talk.heard if "您发得太快了" in text]
    assert len(told) == 1
    assert sum("120元" in text for text in talk.heard) <= 4
    assert "120元" in TelegramTalk(apps, api).say("护照多少钱")


def test_a_platform_that_brings_too_much_is_told_to_wait_and_a_stranger_uses_nothing_up(
    apps: TestClient, talk: TelegramTalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = apps.app.state.rates  # type: ignore[attr-defined]
    monkeypatch.setattr(rates, "_settings", rates._settings.model_copy(update={"rate_channel": 1}))
    for _ in range(3):
        forged = {"X-Telegram-Bot-Api-Secret-Token": "guess"}
        assert apps.post("/channels/telegram", json={"update_id": 1}, headers=forged).status_code == 403
    assert talk.deliver(talk.says("你好")).status_code == 200
    refused = talk.deliver(talk.says("护照多少钱"))
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    settle()
