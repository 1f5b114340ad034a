"""The door for files: what it takes, what it refuses, and that it tells a citizen what to do."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.evaluation.sample_files import dark, jpeg, pdf
from bot.settings import get_settings
from tests.channels.citizen import Citizen


def send(citizen: Citizen, content: bytes = b"", name: str = "a.jpg", **more: Any) -> Any:
    return citizen.client.post(
        "/api/chat/files", files={"file": (name, content)}, headers=citizen.headers, **more
    )


def test_a_file_gets_an_id(client: TestClient) -> None:
    answer = send(Citizen(client), jpeg())
    assert answer.status_code == 201 and len(answer.json()["file_id"]) >= 16
    assert answer.json()["media_type"] == "image/jpeg" and answer.json()["hint"] == ""


def test_a_dark_picture_is_taken_with_a_hint(client: TestClient) -> None:
    assert "重拍" in send(Citizen(client), dark()).json()["hint"]


def test_only_with_a_token(client: TestClient) -> None:
    answer = client.post("/api/chat/files", files={"file": ("a.jpg", jpeg())})
    assert answer.status_code == 401 and answer.json()["detail"]


@pytest.mark.parametrize(
    ("content", "name", "status", "words"),
    [
        (b"MZ" + bytes(100), "a.exe", 422, "只能上传"),
        (b"", "a.jpg", 422, "空的"),
        (pdf(password="x"), "a.pdf", 422, "密码"),
        (jpeg() + bytes(get_settings().upload_max_mb * 1024 * 1024), "a.jpg", 413, "文件太大"),
        (bytes(9 * 1024 * 1024), "a.jpg", 413, "文件太大"),
    ],
    ids=["exe", "empty", "encrypted", "big", "huge"],
)
def test_refusals_are_problem_json(
    client: TestClient, content: bytes, name: str, status: int, words: str
) -> None:
    answer = send(Citizen(client), content, name)
    assert answer.status_code == status and words in answer.json()["detail"]
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"json": {"file": "x"}}, 415),
        ({"content": b"x", "headers": {"content-type": "multipart/form-data"}}, 400),
        ({"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b"}}, 400),
        ({"files": {"other": ("a.jpg", b"x")}}, 422),
        ({"files": [("file", ("a.jpg", b"x")), ("file", ("b.jpg", b"y"))]}, 400),
        ({"data": {"file": "text"}, "files": {"x": ("a", b"y")}}, 422),
    ],
    ids=["json", "no-boundary", "nothing", "other-name", "two", "text"],
)
def test_bad_requests_are_told_so(client: TestClient, more: dict[str, Any], status: int) -> None:
    citizen = Citizen(client)
    more = {**more, "headers": {**citizen.headers, **more.get("headers", {})}}
    answer = client.post("/api/chat/files", **more)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


def test_somebody_elses_file_is_not_found(client: TestClient) -> None:
    theirs = send(Citizen(client), jpeg()).json()["file_id"]
    citizen = Citizen(client)
    for text in (
        "我要办理房屋租赁备案",
        "签了",
        "房东",
        "同意",
        "张伟",
        "410184199003150013",
        "13912345678",
        "李娜",
    ):
        citizen.say(text)
    for text in ("云江市江滨区幸福路18号3栋502室", "住人", "2026年1月1日", "2027年12月31日", "2500", "2"):
        citizen.say(text)
    answer = citizen.post({"file_id": theirs})
    assert "没有找到这个文件" in answer.text
    mine = send(citizen, jpeg()).json()["file_id"]
    first = citizen.post({"file_id": mine, "message_id": "m-1"}).json()
    assert first["messages"][-1]["data"]["field"] == "consent_file"
    assert citizen.post({"file_id": mine, "message_id": "m-1"}).json() == first
    history = citizen.client.get("/api/chat/history", headers=citizen.headers).text
    assert mine not in history


@pytest.mark.parametrize("file_id", ["", "short", "../../etc/passwd", 7, "x" * 41])
def test_a_bad_file_id_is_refused(client: TestClient, file_id: object) -> None:
    assert Citizen(client).post({"file_id": file_id}).status_code == 422


def test_exactly_one_of_text_payload_and_file(client: TestClient) -> None:
    assert Citizen(client).post({"text": "你好", "file_id": "x" * 20}).status_code == 422
