"""Whole conversations on 微信客服."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from bot.db.models import ChannelUpdate
from bot.db.session import read_session
from tests.channels.apps import wecom_api
from tests.channels.apps.applying import ADDRESS, ID_NUMBER, MOBILE, apply
from tests.channels.apps.talk import settle
from tests.channels.apps.wecom_talk import WeComTalk, is_stored


def test_who_enters_is_greeted_by_the_code(wecom: WeComTalk) -> None:
    assert "自动回复" in wecom.post(wecom.person.enters())
    assert [call.method for call in wecom.received] == ["send_msg_on_event"]
    assert "120元" in wecom.press("办护照要多少钱")
    assert wecom.received[-1].method == "send_msg"


def test_an_answer_has_its_source_and_numbers(wecom: WeComTalk) -> None:
    wecom.post(wecom.person.enters())
    words = wecom.say("办护照要多少钱")
    assert "来源：" in words and re.search(r"^1\. ", words, re.MULTILINE)


def test_a_typed_number_chooses(wecom: WeComTalk) -> None:
    wecom.post(wecom.person.enters())
    assert "120元" in wecom.say(str(list(wecom.offered).index("办护照要多少钱") + 1))


def test_who_does_not_enter_first_is_greeted_too(wecom: WeComTalk) -> None:
    words = wecom.say("办护照要多少钱")
    assert words.startswith("您好") and "120元" in words


def test_a_whole_application_by_clicks(wecom: WeComTalk) -> None:
    wecom.post(wecom.person.enters())
    words = wecom.press("在线申请居住证")
    words = apply(words, wecom.press, lambda: wecom.press(next(iter(wecom.offered))), wecom.say)
    assert re.search(r"办件编号：\S+", words)
    with read_session() as session:
        kept = str(session.connection().exec_driver_sql("SELECT * FROM channel_update").all())
        kept += str(session.connection().exec_driver_sql("SELECT * FROM channel_delivery").all())
    for personal in (ID_NUMBER, MOBILE, ADDRESS, wecom.person.id):
        assert personal not in kept


def test_a_link_opens_an_item(wecom: WeComTalk) -> None:
    words = wecom.post(wecom.person.enters("hz-residence-permit"))
    assert "自动回复" in words and "居住证" in words.replace("居住证在哪办", "")
    assert [call.method for call in wecom.received] == ["send_msg_on_event"]  # all that may be sent
    assert "居住证" in wecom.say("要带什么材料")


def test_a_message_that_is_given_out_twice_is_answered_once(wecom: WeComTalk) -> None:
    wecom.post(wecom.person.enters())
    message = wecom.person.says("护照多少钱")
    wecom.server.add(message)
    wecom.post(message)
    wecom.call()
    settle()
    assert len([call for call in wecom.received if "120元" in wecom_api.words(call)]) == 1


def test_everything_behind_several_pages_is_fetched(
    wecom: WeComTalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wecom.server, "page", 2)
    messages = [wecom.person.says(text) for text in ("护照多少钱", "要带什么材料", "居住证在哪办", "要多久")]
    for message in messages:
        wecom.server.add(message)
    wecom.post(wecom.person.says("谢谢"))
    assert all(is_stored(message["msgid"]) for message in messages)
    assert len(wecom.received) >= 6  # the greeting, and an answer each


def test_what_people_of_the_account_say_is_not_ours(wecom: WeComTalk) -> None:
    mine = {**wecom.person.says("我是人工客服"), "origin": 5, "servicer_userid": "Zhangsan"}
    wecom.server.add(mine)
    wecom.post(wecom.person.says("护照多少钱"))
    assert not is_stored(mine["msgid"])


@pytest.mark.parametrize(
    ("kind", "inner", "word"),
    [
        ("voice", {"media_id": "m"}, "语音"),
        ("location", {"latitude": 30.2, "longitude": 120.1, "name": "x", "address": "y"}, "位置"),
        ("video", {"media_id": "m"}, "文字"),
        ("link", {"title": "t", "url": "https://a.example"}, "文字"),
        ("business_card", {"userid": "u"}, "文字"),
        ("miniprogram", {"appid": "a"}, "文字"),
        ("note", {}, "文字"),
    ],
)
def test_what_cannot_be_read_gets_words(
    wecom: WeComTalk, kind: str, inner: dict[str, str], word: str
) -> None:
    wecom.post(wecom.person.enters())
    assert word in wecom.post(wecom.person.message(kind, **inner))


@pytest.mark.parametrize("kind", ["image", "file"])
def test_a_file_is_taken_only_where_one_is_wanted(
    wecom: WeComTalk, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    from bot.assistant import conversations

    wecom.post(wecom.person.enters())
    assert "没有需要上传文件的步骤" in wecom.post(wecom.person.message(kind, media_id="m1"))
    assert wecom.api.of("get") == []
    monkeypatch.setattr(conversations, "open_question", lambda _: {"input": "file"})
    assert "打不开" in wecom.post(wecom.person.message(kind, media_id="m1"))
    assert [call.query["media_id"] for call in wecom.api.of("get")] == ["m1"]
    monkeypatch.setattr(wecom.server, "file", b"%" * (8 * 1024 * 1024 + 1))
    assert "8 MB" in wecom.post(wecom.person.message(kind, media_id="m2"))
    wecom.api.fail("get", wecom_api.error(40007, "invalid media_id"))
    assert "重新发一次" in wecom.post(wecom.person.message(kind, media_id="m3"))


def test_who_refuses_us_gets_nothing_more_until_they_write(wecom: WeComTalk) -> None:
    wecom.post(wecom.person.enters())
    assert wecom.post(wecom.person.event("msg_send_fail", fail_msgid="x", fail_type=10)) == ""
    assert wecom.post(wecom.person.event("msg_send_fail", fail_msgid="x", fail_type=6)) == ""
    assert wecom.post(wecom.person.event("servicer_status_change", status=1)) == ""
    assert "120元" in wecom.say("护照多少钱")


def test_everything_that_was_stored_is_dealt_with(wecom: WeComTalk) -> None:
    settle(30)
    with read_session() as session:
        waiting = select(func.count()).where(
            ChannelUpdate.channel == "wecom", ChannelUpdate.state == "waiting"
        )
        assert session.scalar(waiting) == 0
