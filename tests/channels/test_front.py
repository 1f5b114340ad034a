"""What the website gets beside the talk: the privacy page, type-ahead, verdicts, traditional characters."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.assistant.history import turns_of
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.faq.inbox import missed
from tests.channels.citizen import Citizen, texts


@pytest.fixture
def citizen(client: TestClient) -> Citizen:
    return Citizen(client)


def test_the_privacy_page_needs_no_script(client: TestClient) -> None:
    page = client.get("/privacy")
    assert page.headers["content-type"].startswith("text/html")
    assert "script" not in page.headers["content-security-policy"] and "<script" not in page.text
    assert (
        "云江市" in page.text
        and "24 小时" in page.text
        and "184 天" in page.text
        and "删除我的信息" in page.text
    )
    assert client.get("/static/pages/privacy.css").status_code == 200


def suggested(client: TestClient, typed: str) -> list[str]:
    reply = client.get("/api/chat/suggest", params={"q": typed})
    assert reply.status_code == 200 and "max-age" in reply.headers["cache-control"]
    return [each["title"] for each in reply.json()["suggestions"]]


@pytest.mark.parametrize("typed", ["居住证", "jzz", "JZZ", "居住z", "juzhuzheng", "居住證"])
def test_an_item_is_found_by_its_letters_and_its_sounds(client: TestClient, typed: str) -> None:
    assert any("居住证" in title for title in suggested(client, typed)[:2]), typed


def test_items_and_questions_are_both_there(client: TestClient) -> None:
    reply = client.get("/api/chat/suggest", params={"q": "公积金"}).json()["suggestions"]
    assert {each["kind"] for each in reply} == {"item", "question"}
    assert 1 < len(reply) <= 6 and len({each["title"] for each in reply}) == len(reply)
    assert any("公积金" in title for title in suggested(client, "gjj"))


def test_nothing_typed_shows_what_is_often_asked(client: TestClient) -> None:
    assert "办护照要多少钱" in suggested(client, "")
    assert suggested(client, "　\u200b") == suggested(client, "")
    assert suggested(client, "鼎鼐彝") == suggested(client, "x") == []


@pytest.mark.parametrize("typed", ["%", "\ud7ff", "../etc", "0", "／intent{}", "🙂" * 20])
def test_nonsense_finds_nothing(client: TestClient, typed: str) -> None:
    assert isinstance(suggested(client, typed), list)


def test_too_much_is_refused_in_words(client: TestClient) -> None:
    reply = client.get("/api/chat/suggest", params={"q": "问" * 61})
    assert reply.status_code == 422 and reply.json()["detail"]


def test_a_look_up_takes_milliseconds(client: TestClient) -> None:
    from bot.nlu.suggest import suggestions

    found = suggestions()
    started = time.perf_counter()
    for number in range(50):
        found.find(f"公积金{number}")
    assert (time.perf_counter() - started) / 50 < 0.05  # 2 ms in truth; a busy machine is slow


def judged(citizen: Citizen, message_id: Any, useful: Any) -> Any:
    return citizen.client.post(
        "/api/chat/feedback", json={"message_id": message_id, "useful": useful}, headers=citizen.headers
    )


def test_an_answer_is_judged_once_and_remembered(citizen: Citizen) -> None:
    (answer,) = citizen.say("办护照要多少钱")
    assert judged(citizen, answer["id"], True).json() == {"useful": True}
    assert judged(citizen, answer["id"], True).status_code == 200
    again = judged(citizen, answer["id"], False)
    assert again.status_code == 409 and "已经评价" in again.json()["detail"]
    history = citizen.client.get("/api/chat/history", headers=citizen.headers).json()["messages"]
    assert [row.get("useful") for row in history] == [None, None, True]


def test_what_helped_nobody_comes_into_the_inbox(citizen: Citizen) -> None:
    (answer,) = citizen.say("居住证签注要钱吗哪里交")
    assert judged(citizen, answer["id"], False).status_code == 200
    with read_session() as session:
        found, _ = missed(session, utc_now() - timedelta(hours=1))
    (entry,) = [each for each in found if each.text == "居住证签注要钱吗哪里交"]
    assert entry.kinds == {"useless": 1} and entry.times == 1


def test_only_what_states_something_is_judged(citizen: Citizen) -> None:
    hello = citizen.say("你好")[0]
    assert judged(citizen, hello["id"], True).status_code == 404
    assert judged(citizen, "99.0", True).status_code == 404
    other = Citizen(citizen.client)
    (answer,) = other.say("办护照要多少钱")
    assert judged(citizen, answer["id"].replace("1.", "2."), False).status_code == 404


@pytest.mark.parametrize(
    ("message_id", "useful"),
    [("0.0", True), ("1", True), ("x", True), (1, True), ("1.0", 1), ("1.0", None), ("9" * 30 + ".0", True)],
)
def test_a_verdict_that_cannot_be_read_is_refused(citizen: Citizen, message_id: Any, useful: Any) -> None:
    reply = judged(citizen, message_id, useful)
    assert reply.status_code == 422 and reply.json()["detail"]


def test_a_verdict_needs_the_session(client: TestClient) -> None:
    reply = client.post("/api/chat/feedback", json={"message_id": "1.0", "useful": True})
    assert reply.status_code == 401


def test_traditional_characters_for_who_reads_them(client: TestClient) -> None:
    citizen = Citizen(client)
    headers = {"Accept-Language": "zh-Hant"}
    reply = citizen.post({"text": "辦護照要多少錢"}, **headers).json()["messages"][0]
    assert (
        "120元" in reply["text"] and "普通護照" in reply["text"] and "國家" in reply["source"]["department"]
    )
    history = client.get("/api/chat/history", headers={**citizen.headers, **headers}).json()["messages"]
    assert history[2]["text"] == reply["text"] and "您好，我是雲江市" in history[0]["text"]
    assert "普通护照" in turns_of(citizen.session_id)[2]["text"]  # what is kept is the official text
    opened = client.post("/api/chat/sessions", headers=headers).json()
    assert "政務服務" in texts(opened["greeting"])


def test_what_the_city_says_and_what_went_wrong_are_in_traditional_characters_too(client: TestClient) -> None:
    headers = {"Accept-Language": "zh-Hant"}
    plain = client.get("/api/chat/config")
    front = client.get("/api/chat/config", headers={**headers, "If-None-Match": plain.headers["etag"]})
    assert front.status_code == 200 and front.headers["vary"] == "Accept-Language"
    assert "周一" in plain.json()["hours"]["text"] and "週一" in front.json()["hours"]["text"]
    assert front.json()["hours"]["opens_at"] == plain.json()["hours"]["opens_at"]

    shown = client.get("/api/chat/suggest", params={"q": "jzz"}, headers=headers)
    assert "居住證" in shown.json()["suggestions"][0]["title"] and shown.headers["vary"] == "Accept-Language"

    session = client.post("/api/chat/sessions").json()
    token = {"Authorization": f"Bearer {session['token']}", "Content-Type": "application/json"}
    refusals = {
        "text": ({"content": "{", "headers": {**headers, **token}}, "內容不是有效的 JSON，請檢查格式。"),
        "none": ({"json": {"text": "x"}, "headers": headers}, "會話"),
        "long": ({"content": "x" * 100_000, "headers": {**headers, **token}}, "內容太大"),
    }
    for request, words in refusals.values():
        refused = client.post("/api/chat/messages", **request)  # type: ignore[arg-type]
        assert words in refused.json()["detail"], refused.text
        assert int(refused.headers["content-length"]) == len(refused.content)
    assert "没有找到" in client.get("/nowhere", headers=headers).json()["detail"]  # no part of the talk


def test_what_the_citizen_wrote_is_not_converted() -> None:
    from bot.channels.traditional import traditional, wants_traditional

    review: Any = {
        "id": "3.0",
        "type": "review",
        "text": "请核对：\n姓名：后里\n事项：居住证",
        "data": {"item": "居住证", "rows": [{"field": "name", "label": "姓名", "value": "后里"}]},
        "choices": [{"title": "确认提交", "payload": "3.0.0"}],
    }
    (shown,) = traditional([review])
    assert shown["data"]["rows"] == [{"field": "name", "label": "姓名", "value": "后里"}]
    assert "姓名：后里" in shown["text"] and "居住證" in shown["text"]
    assert shown["choices"] == [{"title": "確認提交", "payload": "3.0.0"}]
    assert review["data"]["rows"][0]["value"] == "后里" and "请核对" in review["text"]
    assert [
        wants_traditional(each) for each in ("zh-Hant", "zh-TW,zh;q=0.9", "zh-CN,zh-TW;q=0.1", "en", "")
    ] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("simplified", "shown"),
    [
        ("签劳动合同，网签备案，签居住证", "簽勞動合同，網簽備案，簽居住證"),
        ("贴上标签，抽签决定", "貼上標籤，抽籤決定"),
        ("草稿30天后删除，天后宫不收门票", "草稿30天後刪除，天后宮不收門票"),
        ("申请行政复议", "申請行政復議"),
    ],
)
def test_words_of_officials_in_traditional_characters(simplified: str, shown: str) -> None:
    from bot.channels.traditional import in_traditional

    assert in_traditional(simplified) == shown


@pytest.mark.parametrize("words", ["没用", "没有用", "没帮助", "答非所问", "你没听懂", "说了等于没说"])
def test_what_was_no_use_is_said_in_words_on_any_channel(citizen: Citizen, words: str) -> None:
    citizen.say("办护照要多少钱")
    assert "抱歉没有帮到您" in texts(citizen.say(words)) and "转人工" in texts(citizen.last)
