"""Whatever is sent: a clear problem or an ordinary answer, never a 500, never a changed slot, nothing lost."""

from __future__ import annotations

import hashlib
import json
import time

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer

from bot.channels import tokens
from tests.channels.citizen import Citizen, texts


@pytest.fixture
def citizen(client: TestClient) -> Citizen:
    return Citizen(client)


def is_problem(response, status: int) -> bool:  # type: ignore[no-untyped-def]
    body = response.json()
    chinese = any("\u4e00" <= char <= "\u9fff" for char in body["detail"])
    return (
        response.status_code == status
        and response.headers["content-type"].startswith("application/problem+json")
        and body["status"] == status
        and chinese
    )


@pytest.mark.parametrize("text", ["", "   ", "\u3000\n\t", "\x00\x01", "\u200b\u200b", "\u202e"])
def test_nothing_readable_is_refused(citizen: Citizen, text: str) -> None:
    assert is_problem(citizen.post({"text": text}), 422)


def test_a_book_is_refused_and_a_long_question_is_not(citizen: Citizen) -> None:
    assert is_problem(citizen.post({"text": "办" * 10_000}), 413)
    assert is_problem(citizen.post({"text": "护照" * 251}), 413)
    assert citizen.post({"text": "护照多少钱" * 100}).status_code == 200


@pytest.mark.parametrize(
    "text", ["😀😀😀", "???", "。。。。", "asdf qwer", "a\u0301" * 50, "١٢٣", "👨‍👩‍👧‍👦", "\u202e护照多少钱"]
)
def test_odd_text_gets_a_friendly_answer(citizen: Citizen, text: str) -> None:
    assert texts(citizen.say(text))


def test_control_characters_are_taken_out(citizen: Citizen) -> None:
    assert "120元" in texts(citizen.say("护照\x00多少\x08钱\u200b"))


@pytest.mark.parametrize(
    "body",
    [
        [],
        "护照",
        1,
        None,
        {},
        {"text": None},
        {"text": 1},
        {"text": ["护照"]},
        {"text": {"a": 1}},
        {"text": True},
        {"text": "a", "payload": "0.0.0"},
        {"payload": 3},
        {"payload": "x" * 100},
        {"text": "a", "message_id": ""},
        {"text": "a", "message_id": 5},
        {"text": "a", "message_id": "x" * 65},
        {"text": "a", "message_id": "换行\n"},
        {"text": "a", "sender": "somebody else"},
    ],
)
def test_wrong_shapes_are_refused(citizen: Citizen, body: object) -> None:
    assert is_problem(citizen.post(body), 422)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"\xff\xfe\x00", 400),
        (b'{"text": "\xc3\x28"}', 400),
        (b'{"text": "\\ud800"}', 422),
        (b"[" * 5_000 + b"]" * 5_000, 422),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 422),
        (b'{"text": NaN}', 422),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_broken_json_is_refused(citizen: Citizen, raw: bytes, status: int) -> None:
    response = citizen.client.post(
        "/api/chat/messages", content=raw, headers={**citizen.headers, "Content-Type": "application/json"}
    )
    assert response.status_code in (status, 400, 422), response.text
    assert is_problem(response, response.status_code)


def test_a_lone_surrogate_in_a_text_is_taken_out(citizen: Citizen) -> None:
    raw = json.dumps({"text": "护照\ud800多少钱"})
    response = citizen.client.post(
        "/api/chat/messages",
        content=raw.encode(),
        headers={**citizen.headers, "Content-Type": "application/json"},
    )
    assert response.status_code == 200
    assert "120元" in texts(response.json()["messages"])


def test_a_big_body_is_refused_while_it_arrives(citizen: Citizen) -> None:
    assert is_problem(citizen.post({"text": "a", "message_id": "x" * 100_000}), 413)

    def chunks():  # type: ignore[no-untyped-def]
        for _ in range(200):
            yield b" " * 1024

    response = citizen.client.post("/api/chat/messages", content=chunks(), headers=citizen.headers)
    assert is_problem(response, 413)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic abc",
        "Bearer a.b.c",
        "Bearer " + "x" * 5000,
        "Bearer 护照".encode(),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_no_genuine_token_no_conversation(client: TestClient, header: str | bytes) -> None:
    headers = {"Authorization": header} if header else {}
    assert is_problem(client.post("/api/chat/messages", json={"text": "你好"}, headers=headers), 401)
    assert is_problem(client.get("/api/chat/history", headers=headers), 401)


def test_a_token_is_only_good_for_its_own_conversation(client: TestClient) -> None:
    one, other = Citizen(client), Citizen(client)
    one.say("居住证在哪办")
    history = other.client.get("/api/chat/history", headers=other.headers).json()["messages"]
    assert not any(row["from"] == "user" for row in history)


def test_a_forged_or_altered_token_is_refused(citizen: Citizen) -> None:
    forged = URLSafeTimedSerializer(
        "somebody else's key", salt="chat-session", signer_kwargs={"digest_method": hashlib.sha256}
    ).dumps(citizen.session_id)
    for token in (forged, citizen.token[:-2] + "xx", citizen.token.swapcase()):
        response = citizen.client.post(
            "/api/chat/messages", json={"text": "你好"}, headers={"Authorization": f"Bearer {token}"}
        )
        assert is_problem(response, 401)


def test_a_token_of_an_unknown_conversation_is_refused(client: TestClient) -> None:
    headers = {"Authorization": f"Bearer {tokens.sign('web:no-such-conversation')}"}
    assert is_problem(client.post("/api/chat/messages", json={"text": "你好"}, headers=headers), 401)


def test_an_expired_token_is_refused(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time() + 25 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert is_problem(citizen.post({"text": "你好"}), 401)


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "/session_start",
        "/back",
        '/start_application{"service_item":"hz-residence-permit"}',
        "/form_confirm",
        '/inform{"receipt_no":"01D1123AAAAA"}',
        "\u3000/restart",
        " \n/affirm",
        "／restart",
        "EXTERNAL: /restart",
    ],
)
def test_typed_commands_are_text(citizen: Citizen, text: str) -> None:
    citizen.say("护照多少钱")
    replies = citizen.say(text)
    assert not any(message["type"] in ("form_field", "receipt") for message in replies)
    # The context is untouched: 要带什么材料 is still about the passport.
    assert "普通护照" in texts(citizen.say("要带什么材料"))


@pytest.mark.parametrize(
    "payload",
    ["/restart", "0.0.99", "9.0.0", "0.0", "-1.0.0", "0.0.0.0", "１.０.０", "1e9.0.0", "999999999.0.0"],
)
def test_a_payload_that_was_not_offered_is_refused(citizen: Citizen, payload: str) -> None:
    assert is_problem(citizen.post({"payload": payload}), 422)


def test_a_payload_of_somebody_else_does_not_help(client: TestClient) -> None:
    one, other = Citizen(client), Citizen(client)
    one.say("居住证在哪办")
    payload = one.last[0]["choices"][0]["payload"]
    assert is_problem(other.post({"payload": payload}), 422)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    assert is_problem(client.request(method, "/api/chat/messages"), 405)


def test_an_unknown_address_is_a_problem_too(client: TestClient) -> None:
    assert is_problem(client.get("/api/nothing"), 404)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused(client: TestClient, text: str) -> None:
    citizen = _shared(client)
    response = citizen.post({"text": text})
    assert response.status_code in (200, 413, 422), response.text
    if response.status_code == 200:
        assert response.json()["messages"][0]["text"]


_citizens: dict[int, Citizen] = {}


def _shared(client: TestClient) -> Citizen:
    return _citizens.setdefault(id(client.app), Citizen(client))
