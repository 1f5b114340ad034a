"""The website while a person talks: silence, the record after a reload, typing, repeats, what is no longer open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.db.base import utc_now
from bot.db.models import Handover
from bot.db.session import read_session, write_session
from bot.evaluation.sample_files import jpeg
from bot.services.handover import duty, holding, lines, sweep, typing
from bot.services.notices import events

AGENT = "staff:web"


class Visitor:
    def __init__(self, client: TestClient) -> None:
        self.client = client
        opened = client.post("/api/chat/sessions").json()
        self.id = opened["session_id"]
        self.headers = {"Authorization": f"Bearer {opened['token']}"}
        self.last: list[dict[str, Any]] = []

    def post(self, path: str, status: int = 200, **body: Any) -> Any:
        answer = self.client.post(f"/api/chat/{path}", json=body, headers=self.headers)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def say(self, text: str, **more: Any) -> str:
        self.last = self.post("messages", text=text, **more)["messages"]
        return "\n".join(message["text"] for message in self.last)

    def press(self, title: str, messages: list[dict[str, Any]] | None = None) -> str:
        (payload,) = [
            choice["payload"]
            for message in messages or self.last
            for choice in message.get("choices", [])
            if choice["title"] == title
        ]
        self.last = self.post("messages", payload=payload)["messages"]
        return "\n".join(message["text"] for message in self.last)

    def history(self) -> list[tuple[str, str]]:
        body = self.client.get("/api/chat/history", headers=self.headers).json()
        return [(row["from"], row["text"]) for row in body["messages"]]

    def pushed(self) -> list[dict[str, Any]]:
        with read_session() as session:
            return [each.message for each in events.after(session, self.id, 0)]

    def chat(self) -> int:
        with read_session() as session:
            query = select(Handover.id).where(Handover.session_id == self.id).order_by(Handover.id)
            return int(session.scalars(query).all()[-1])

    def claimed(self) -> int:
        chat = self.chat()
        with write_session() as session:
            holding.claim(session, {}, chat, AGENT, 3, (), utc_now())
        return chat


@pytest.fixture
def visitor(client: TestClient) -> Iterator[Visitor]:
    with write_session() as session:
        duty.start(session, AGENT, (), utc_now())
    yield Visitor(client)
    with write_session() as session:
        duty.stop(session, AGENT, utc_now())


def test_what_was_said_is_there_in_order_after_a_reload(visitor: Visitor) -> None:
    visitor.say("护照多少钱")
    assert "下一位" in visitor.say("转人工")
    assert visitor.last[0]["data"]["queue_position"] == 1 and visitor.last[0]["data"]["state"] == "排队中"
    chat = visitor.claimed()
    assert visitor.say("我的号码 13912345678") == ""
    with write_session() as session:
        holding.speak(session, {}, chat, AGENT, "收到", utc_now())
    assert visitor.say("谢谢") == ""
    assert "已结束" in visitor.say("结束人工")
    visitor.say("居住证在哪办")
    said = visitor.history()
    tail = [text for _, text in said[said.index(("user", "转人工")) :]]
    assert tail[2].startswith("人工 3 号为您服务")
    assert tail[3:6] == ["我的号码 13912345678", "【人工 3 号】收到", "谢谢"]
    assert tail[-2] == "居住证在哪办"
    assert [message["text"] for message in visitor.pushed()][1:] == ["【人工 3 号】收到"]
    with read_session() as session:
        stored = str(session.connection().exec_driver_sql("SELECT * FROM handover_line").all())
        stored += str(session.connection().exec_driver_sql("SELECT * FROM turn").all())
        stored += str(session.connection().exec_driver_sql("SELECT * FROM chat_event").all())
    assert "13912345678" not in stored and "收到'" not in stored


def test_a_repeat_is_said_once_and_gets_the_same(visitor: Visitor) -> None:
    visitor.say("转人工")
    first = visitor.say("还要等多久", message_id="m1")
    assert "下一位" in first and visitor.say("还要等多久", message_id="m1") == first
    visitor.claimed()
    for _ in range(2):
        assert visitor.say("你好", message_id="m2") == ""
    assert [text for who, text in visitor.history() if who == "user"].count("你好") == 1


def test_typing_is_kept_only_while_a_person_talks(visitor: Visitor) -> None:
    visitor.say("转人工")
    visitor.post("typing", 204, text="我想")
    chat = visitor.claimed()
    visitor.post("typing", 204, text="我想问")
    with read_session() as session:
        assert typing.preview(session.get(Handover, chat), utc_now()) == "我想问"
    visitor.post("typing", 422, text="长" * 501)
    visitor.post("typing", 422, text=3)
    visitor.headers = {}
    visitor.post("typing", 401, text="我")


def test_a_button_of_an_agent_opens_the_form_and_gives_the_talk_back(visitor: Visitor) -> None:
    visitor.say("转人工")
    chat = visitor.claimed()
    with write_session() as session:
        holding.offer_service(session, {}, chat, AGENT, "hz-residence-permit", "居住证首次申领", utc_now())
    offered = visitor.pushed()[-1]
    assert offered["choices"] == [{"title": "开始办理居住证首次申领", "payload": f"{offered['id']}.0"}]
    assert "常住户口" in visitor.press("开始办理居住证首次申领", [offered])
    stranger = Visitor(visitor.client)
    stranger.say("转人工")
    stranger.post("messages", 422, payload=offered["choices"][0]["payload"])
    for forged in ("h1.0.0", "h999999999.0", "hx.1", "h1.99"):
        stranger.post("messages", 422, payload=forged)


def test_buttons_of_what_is_over_get_words(visitor: Visitor) -> None:
    visitor.say("护照多少钱")
    visitor.say("转人工")
    asked = visitor.last
    assert "已取消" in visitor.press("不等了", asked)
    for title in ("可以看", "不等了"):
        assert "没有进行中" in visitor.press(title, asked)
    assert "没有进行中" in visitor.say("1") or "120元" in visitor.say("护照多少钱")


def test_who_waited_in_vain_can_leave_a_message_by_its_number(visitor: Visitor) -> None:
    visitor.say("护照多少钱")
    visitor.say("转人工")
    with write_session() as session:
        duty.stop(session, AGENT, utc_now())
    assert sweep.sweep(write_session, {}, utc_now()) >= 1
    assert visitor.pushed()[-1]["choices"][0]["title"] == "留言"
    assert "写在一条消息里" in visitor.say("1")
    assert "留言已收到" in visitor.say("请回电 13912345678")
    assert "120元" in visitor.say("护照多少钱")


def test_a_message_too_long_or_empty_gets_words_while_held(visitor: Visitor) -> None:
    visitor.say("转人工")
    visitor.claimed()
    visitor.post("messages", 413, text="长" * 501)
    visitor.post("messages", 422, text="\u200b")
    assert visitor.say("/restart") == ""
    assert ("user", "／restart") in visitor.history()


def test_a_file_goes_to_the_person(visitor: Visitor) -> None:
    visitor.say("转人工")
    chat = visitor.claimed()
    files = {"file": ("p.jpg", jpeg(), "image/jpeg")}
    answer = visitor.client.post("/api/chat/files", files=files, headers=visitor.headers)
    assert visitor.post("messages", file_id=answer.json()["file_id"])["messages"] == []
    with read_session() as session:
        assert lines.after(session, chat, 0)[-1].data == {"file_id": answer.json()["file_id"]}
