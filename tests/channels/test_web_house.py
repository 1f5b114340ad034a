"""What the city announces and switches off, as a citizen on the website meets it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.db.base import utc_now
from bot.db.session import write_session
from bot.services.house import store
from bot.services.house.read import read
from bot.services.house.schema import House
from tests.channels.citizen import Citizen, texts


def put(name: str, value: Any) -> None:
    with write_session() as session:
        store.change(session, name, value, "staff:sun", "演练", utc_now())


@pytest.fixture
def city(client: TestClient) -> Iterator[TestClient]:
    """Whatever a test sets is as shipped again after it."""
    yield client
    with write_session() as session:
        for name, number in store.numbers(session).items():
            if number and store.plain(name, getattr(read(session), name)) != store.plain(
                name, getattr(House(), name)
            ):
                store.restore(session, name, 0, "staff:sun", "演练结束", utc_now())


def notice(hours: int = 1) -> dict[str, Any]:
    now = utc_now()
    return {
        "text": "受台风影响，今天各服务大厅停止对外服务。",
        "level": "urgent",
        "starts_at": (now - timedelta(hours=2)).isoformat(),
        "ends_at": (now + timedelta(hours=hours)).isoformat(),
    }


def test_a_notice_is_said_first_while_it_is_in_force_and_not_after(city: TestClient) -> None:
    put("emergency_notice", notice())
    citizen = Citizen(city)
    first, second = citizen.last
    assert first["type"] == "notice" and first["text"].startswith("【紧急】受台风影响")
    assert first["data"] == {"level": "urgent"} and second["choices"]
    assert "120元" in texts(citizen.click("办护照要多少钱"))  # a choice of the second message
    history = city.get("/api/chat/history", headers=citizen.headers).json()["messages"]
    assert [row["text"] for row in history[:2]] == [first["text"], second["text"]]
    put("emergency_notice", notice(hours=-1))
    assert [message["type"] for message in Citizen(city).last] == ["choices"]


def test_switched_off_it_says_one_sentence_and_the_numbers_and_loses_nothing(city: TestClient) -> None:
    citizen = Citizen(city)
    for text in ("我要申请居住证", "否", "是", "有房子租"):
        citizen.say(text)
    asked = citizen.last
    put("kill_switch", {"channels": ["web"], "sentence": "助手停用，正在检修。"})
    for body in ({"text": "同意"}, {"text": "护照多少钱"}, {"payload": asked[-1]["choices"][0]["payload"]}):
        (said,) = citizen.post(body).json()["messages"]
        assert said["type"] == "notice" and said["text"].startswith("助手停用，正在检修。")
        assert all(number in said["text"] for number in ("12345", "110", "119", "120"))
        assert "choices" not in said and "120元" not in said["text"]
    stranger = Citizen(city)
    assert texts(stranger.last).startswith("助手停用") and len(stranger.last) == 1
    assert city.get("/api/chat/config").json()["off"].startswith("助手停用")
    put("kill_switch", {"channels": ["telegram"], "sentence": "助手停用，正在检修。"})
    assert city.get("/api/chat/config").json()["off"] is None
    (_, question) = citizen.say("同意")[-2:] if len(citizen.last) > 1 else (None, citizen.say("同意")[-1])
    assert question["type"] == "form_field"  # where it was


def test_the_window_is_told_what_it_shows(city: TestClient, house: FastAPI) -> None:
    answer = city.get("/api/chat/config")
    body = answer.json()
    assert answer.headers["cache-control"] == "public, max-age=10"
    assert body["notice"] is None and body["off"] is None and body["privacy"]["url"] is None
    assert body["hours"]["text"].startswith("周一至周五 9:00-12:00")
    assert body["hours"]["open"] is (body["hours"]["opens_at"] is None)
    again = city.get("/api/chat/config", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304 and again.content == b""
    weak = f'"other", W/{answer.headers["etag"]}'  # as nginx marks what it has compressed
    assert city.get("/api/chat/config", headers={"If-None-Match": weak}).status_code == 304
    put("emergency_notice", notice())
    put("hours_text", "每天都有人")
    put("privacy", {"text": "我们怎么对待您的信息。", "url": "https://www.example.gov.cn/privacy"})
    put("hours", {"weekly": ["0:00-24:00"] * 7, "closed_on_holidays": False})
    changed = city.get("/api/chat/config", headers={"If-None-Match": answer.headers["etag"]})
    assert changed.status_code == 200
    assert changed.json() == {
        "notice": {"text": "受台风影响，今天各服务大厅停止对外服务。", "level": "urgent"},
        "off": None,
        "hours": {"text": "每天都有人", "open": True, "opens_at": None},
        "privacy": {"text": "我们怎么对待您的信息。", "url": "https://www.example.gov.cn/privacy"},
    }
    assert "/api/chat/config" in city.get("/openapi.json").json()["paths"]


def test_who_talks_already_hears_a_notice_once_with_the_next_answer_and_a_changed_one_once_more(
    city: TestClient,
) -> None:
    citizen = Citizen(city)
    assert citizen.say("护照多少钱")[0]["type"] != "notice"
    put("emergency_notice", notice())
    first, answer = citizen.say("居住证在哪办")
    assert (first["type"], first["data"]) == ("notice", {"level": "urgent"})
    assert first["text"].startswith("【紧急】受台风影响") and answer["choices"]
    assert "受台风影响" not in texts(
        citizen.click("申请材料")
    )  # once; and a choice behind it is the one pressed
    put("emergency_notice", {**notice(), "ends_at": None})  # lasts longer: no news
    assert "受台风影响" not in texts(citizen.say("护照多少钱"))
    put("emergency_notice", {**notice(), "text": "各服务大厅已经恢复办公。", "level": "info"})
    assert texts(citizen.say("护照多少钱")).startswith("【提示】各服务大厅已经恢复办公。")
    assert "恢复办公" not in texts(citizen.say("居住证在哪办"))
    history = city.get("/api/chat/history", headers=citizen.headers).json()["messages"]
    assert sum("【" in row["text"][:1] and row.get("type") == "notice" for row in history) == 2
    put("emergency_notice", {**notice(hours=-1)})
    citizen.say("你好")
    put("emergency_notice", {**notice(), "text": "各服务大厅已经恢复办公。", "level": "info"})
    assert texts(citizen.say("你好")).startswith("【提示】")  # it was over, and is put up again


def test_who_was_greeted_with_it_does_not_hear_it_again(city: TestClient) -> None:
    put("emergency_notice", notice())
    citizen = Citizen(city)
    assert citizen.last[0]["type"] == "notice"
    assert "受台风影响" not in texts(citizen.say("护照多少钱"))


def test_a_form_asks_on_behind_it_and_in_danger_the_number_comes_first(city: TestClient) -> None:
    citizen = Citizen(city)
    citizen.say("我要申请居住证")
    put("emergency_notice", notice())
    danger = citizen.say("着火了快救命")
    assert "119" in danger[0]["text"] and "受台风影响" not in texts(danger)
    first, *_, question = citizen.say("否")
    assert first["type"] == "notice" and question["type"] == "form_field"
    assert question["data"]["field"] == "half_year"


def test_an_answer_sent_again_is_the_same_answer(city: TestClient) -> None:
    citizen = Citizen(city)
    citizen.say("你好")
    put("emergency_notice", notice())
    assert citizen.say("护照多少钱", "m-1") == citizen.say("护照多少钱", "m-1")
    assert citizen.last[0]["type"] == "notice"
