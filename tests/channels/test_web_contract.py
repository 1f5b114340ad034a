"""The HTTP contract of the website's door, with the real assistant behind it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from tests.channels.citizen import Citizen, texts

PARTS = ("model", "database", "migrations", "index", "redis", "disk")


@pytest.fixture
def citizen(client: TestClient) -> Citizen:
    return Citizen(client)


def test_a_session_greets_and_names_what_is_automatic(citizen: Citizen) -> None:
    assert "云江市" in texts(citizen.last)
    assert "自动" in texts(citizen.last)
    assert citizen.last[0]["choices"]


def test_an_answer_carries_its_source(citizen: Citizen) -> None:
    (answer,) = citizen.say("办护照要多少钱")
    assert "120元" in answer["text"]
    assert answer["source"]["department"]
    assert "发改价格" in answer["source"]["basis"]
    assert answer["source"]["checked_on"]


def test_message_ids_are_unique_in_a_conversation(citizen: Citizen) -> None:
    said = [citizen.say(text) for text in ("居住证在哪办", "你好", "护照多少钱")]
    ids = [message["id"] for messages in said for message in messages]
    assert len(ids) == len(set(ids))


def test_a_repeated_message_returns_the_first_reply(citizen: Citizen) -> None:
    first = citizen.say("护照多少钱", message_id="m-1")
    assert citizen.say("一句完全不同的话", message_id="m-1") == first
    history = citizen.client.get("/api/chat/history", headers=citizen.headers).json()["messages"]
    assert [row["text"] for row in history if row["from"] == "user"] == ["护照多少钱"]


def test_a_message_repeated_at_the_same_time_is_answered_once(citizen: Citizen) -> None:
    with ThreadPoolExecutor(8) as pool:
        replies = list(
            pool.map(lambda _: citizen.post({"text": "居住证多少钱", "message_id": "same"}).json(), range(8))
        )
    assert all(reply == replies[0] for reply in replies)
    history = citizen.client.get("/api/chat/history", headers=citizen.headers).json()["messages"]
    assert sum(row["from"] == "user" for row in history) == 1


def test_the_history_is_the_conversation(citizen: Citizen) -> None:
    answer = citizen.say("居住证在哪办")
    history = citizen.client.get("/api/chat/history", headers=citizen.headers).json()["messages"]
    assert [row["from"] for row in history] == ["bot", "user", *["bot"] * len(answer)]
    assert history[1]["text"] == "居住证在哪办"
    assert history[2]["text"] == answer[0]["text"]
    assert history[2]["choices"] == answer[0]["choices"]


def test_choices_never_show_rasa_payloads(citizen: Citizen) -> None:
    messages = citizen.say("居住证在哪办")
    payloads = [choice["payload"] for message in messages for choice in message["choices"]]
    assert payloads
    assert not any("/" in payload or "{" in payload for payload in payloads)


def test_a_number_picks_the_choice(citizen: Citizen) -> None:
    titles = [choice["title"] for choice in citizen.say("居住证在哪办")[0]["choices"]]
    assert "申请材料" in titles
    answer = citizen.say(str(titles.index("申请材料") + 1))
    assert "需要以下材料" in texts(answer)


def test_personal_numbers_are_not_kept(citizen: Citizen) -> None:
    citizen.say("我的身份证号是11010519491231002X，手机13812345678，居住证怎么办")
    history = citizen.client.get("/api/chat/history", headers=citizen.headers).text
    assert "19491231" not in history
    assert "13812345678" not in history


def test_events_open_a_stream_and_need_the_token(client: TestClient) -> None:
    assert client.get("/api/chat/events").status_code == 401


def test_ready_names_its_parts(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["parts"] == dict.fromkeys(PARTS, True)


def test_metrics_count_messages_by_outcome(citizen: Citizen) -> None:
    citizen.say("护照多少钱")
    assert 'zhengwen_messages_total{channel="web",outcome="answered"}' in citizen.client.get("/metrics").text


def test_the_description_lists_the_contract(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/chat/sessions", "/api/chat/messages", "/api/chat/history", "/api/chat/events"} <= set(paths)


@pytest.mark.parametrize("path", ["/", "/widget.js", "/static/portal.css", "/static/widget/messages.css"])
def test_the_page_and_the_widget_are_served(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/jsconfig.json",
        "/static/nothing.js",
        "/static/%00.js",
        f"/static/{'a' * 300}.js",
    ],
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
