"""Whole conversations on an Official Account: in the response first, then by customer-service messages."""

from __future__ import annotations

import re
import time

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.db.models import ChannelUpdate
from bot.db.session import read_session
from tests.channels.apps import wechat_api
from tests.channels.apps.applying import ADDRESS, ID_NUMBER, MOBILE, apply
from tests.channels.apps.talk import settle
from tests.channels.apps.wechat_api import WeChatServer
from tests.channels.apps.wechat_talk import WeChatTalk


def test_who_subscribes_is_greeted_in_the_response(wechat: WeChatTalk) -> None:
    assert "自动回复" in wechat.post(wechat.person.event("subscribe"))
    assert "自动回复" in wechat.passive
    assert "120元" in wechat.press("办护照要多少钱")


def test_an_answer_has_its_source_and_numbers(wechat: WeChatTalk) -> None:
    wechat.post(wechat.person.event("subscribe"))
    words = wechat.say("办护照要多少钱")
    assert "来源：" in words
    assert re.search(r"^1\. ", words, re.MULTILINE)


def test_a_typed_number_chooses(wechat: WeChatTalk) -> None:
    wechat.post(wechat.person.event("subscribe"))
    number = list(wechat.offered).index("办护照要多少钱") + 1
    assert "120元" in wechat.say(str(number))


def test_a_client_that_tells_no_id_chooses_by_the_title(wechat: WeChatTalk) -> None:
    wechat.post(wechat.person.event("subscribe"))
    assert "120元" in wechat.say("办护照要多少钱")


def test_a_whole_application_by_clicks(wechat: WeChatTalk) -> None:
    wechat.post(wechat.person.event("subscribe"))
    words = wechat.press("在线申请居住证")
    words = apply(words, wechat.press, lambda: wechat.press(next(iter(wechat.offered))), wechat.say)
    assert re.search(r"办件编号：\S+", words)
    with read_session() as session:
        kept = str(session.connection().exec_driver_sql("SELECT * FROM channel_update").all())
        kept += str(session.connection().exec_driver_sql("SELECT * FROM channel_delivery").all())
    for personal in (ID_NUMBER, MOBILE, ADDRESS, wechat.person.open_id):
        assert personal not in kept


def test_what_does_not_fit_the_response_follows_in_order(
    wechat: WeChatTalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = wechat.client.app.state.assistant  # type: ignore[attr-defined]
    wechat.post(wechat.person.event("subscribe"))
    long = ["一" * 900, "二" * 900, "三" * 900]

    async def handle(*_: object) -> list[dict[str, str]]:
        return [{"id": f"x.{n}", "type": "text", "text": text} for n, text in enumerate(long)]

    monkeypatch.setattr(assistant, "handle", handle)
    wechat.post(wechat.person.says("全部告诉我"))
    wechat.api.wait_for("send", 4, 15)
    settle()
    said = wechat.passive + "".join(wechat_api.words(call) for call in wechat.received)
    assert re.sub(r"\s", "", said) == "".join(long)


def test_an_answer_that_takes_too_long_comes_later(
    wechat: WeChatTalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    from bot.channels.wechat import door

    wechat.post(wechat.person.event("subscribe"))
    assistant = wechat.client.app.state.assistant  # type: ignore[attr-defined]
    handle = assistant.handle

    async def slow(*what: object) -> object:
        await asyncio.sleep(1.0)
        return await handle(*what)

    monkeypatch.setattr(assistant, "handle", slow)
    monkeypatch.setattr(door, "PATIENCE_S", 0.3)
    fields = wechat.person.says("护照多少钱")
    began = time.monotonic()
    assert wechat.raw(fields).text == "success"
    assert time.monotonic() - began < 0.9
    assert wechat.raw(fields).text == "success"  # WeChat asks again: not a second answer
    settle()
    assert [("120元" in wechat_api.words(call)) for call in wechat.received] == [True]


def test_a_repeat_gets_the_same_reply_and_no_second_answer(wechat: WeChatTalk) -> None:
    wechat.post(wechat.person.event("subscribe"))
    fields = wechat.person.says("护照多少钱")
    first, again = wechat.raw(fields), wechat.raw(fields)
    settle()
    contents = [wechat_api.opened_reply(each.text)["Content"] for each in (first, again)]
    assert contents[0] == contents[1] and "120元" in contents[0]
    with read_session() as session:
        keys = session.scalars(select(ChannelUpdate.update_key)).all()
    assert keys.count(fields["MsgId"]) == 1
    assert wechat.received == []


def test_an_event_is_known_again_by_its_sender_and_second(wechat: WeChatTalk) -> None:
    event = wechat.person.event("subscribe")
    first, again = wechat.raw(event), wechat.raw(event)
    assert wechat_api.opened_reply(first.text) == wechat_api.opened_reply(again.text)
    settle()
    assert wechat.received == []


def test_a_qr_code_opens_an_item(wechat: WeChatTalk) -> None:
    assert "居住证" in wechat.post(wechat.person.event("subscribe", "qrscene_hz-residence-permit"))
    assert "居住证" in wechat.say("要带什么材料")
    assert "居住证" in wechat.post(wechat.person.event("SCAN", "hz-residence-permit"))


def test_a_menu_entry_says_its_words(wechat: WeChatTalk) -> None:
    wechat.post(wechat.person.event("subscribe"))
    assert "120元" in wechat.post(wechat.person.event("CLICK", "say:护照多少钱"))
    for event, key in (("CLICK", "unknown"), ("VIEW", "https://a.example/"), ("LOCATION", "")):
        assert wechat.post(wechat.person.event(event, key)) == ""


def test_voice_with_words_is_heard_and_without_is_told_so(wechat: WeChatTalk) -> None:
    wechat.post(wechat.person.event("subscribe"))
    heard = wechat.person.message("voice", MediaId="m", Format="amr", Recognition="护照多少钱")
    assert "120元" in wechat.post(heard)
    assert "语音" in wechat.post(wechat.person.message("voice", MediaId="m", Format="amr"))


@pytest.mark.parametrize(
    ("kind", "word"),
    [("location", "位置"), ("video", "文字"), ("link", "文字"), ("file", "文字"), ("new", "文字")],
)
def test_what_cannot_be_read_gets_words(wechat: WeChatTalk, kind: str, word: str) -> None:
    wechat.post(wechat.person.event("subscribe"))
    assert word in wechat.post(wechat.person.message(kind, MediaId="m", Location_X="30.2"))


def test_a_sticker_comes_as_a_text_that_nobody_typed(wechat: WeChatTalk) -> None:
    wechat.post(wechat.person.event("subscribe"))
    assert "只看得懂文字" in wechat.say("【收到不支持的消息类型，暂无法显示】")


def test_a_picture_is_taken_only_where_one_is_wanted(
    wechat: WeChatTalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.assistant import conversations

    wechat.post(wechat.person.event("subscribe"))
    picture = {"PicUrl": "http://mmbiz.qpic.cn/x/0", "MediaId": "media-1"}
    assert "没有需要上传文件的步骤" in wechat.post(wechat.person.message("image", **picture))
    assert wechat.api.of("get") == []
    monkeypatch.setattr(conversations, "open_question", lambda _: {"input": "file"})
    assert "打不开" in wechat.post(wechat.person.message("image", **picture))  # it is four bytes long
    (call,) = wechat.api.of("get")
    assert call.query["media_id"] == "media-1"
    wechat.api.fail("get", wechat_api.error(40007, "invalid media_id"))
    assert "重新发一次" in wechat.post(wechat.person.message("image", **picture))
    wechat.server.picture = b"\xff" * (8 * 1024 * 1024 + 1)
    assert "8 MB" in wechat.post(wechat.person.message("image", **picture))
    wechat.server.picture = b"\xff\xd8\xff\xe0"


def test_who_unsubscribes_gets_nothing_more_until_they_come_back(wechat: WeChatTalk) -> None:
    wechat.post(wechat.person.event("subscribe"))
    assert wechat.post(wechat.person.event("unsubscribe")) == ""
    assert "您好" in wechat.post(wechat.person.event("subscribe"))
    assert "120元" in wechat.say("护照多少钱")


def test_markup_stays_characters(wechat: WeChatTalk, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = wechat.client.app.state.assistant  # type: ignore[attr-defined]
    wechat.post(wechat.person.event("subscribe"))
    text = '<a href="http://evil.example/">点我</a> ]]></Content><MsgType>x</MsgType> 1<2 \x08'

    async def handle(*_: object) -> list[dict[str, str]]:
        return [{"id": "x.0", "type": "text", "text": text}]

    monkeypatch.setattr(assistant, "handle", handle)
    wechat.post(wechat.person.says("你好"))
    assert wechat.passive.startswith('＜a href="http://evil.example/">点我＜/a> ]]＞＜/Content>')
    assert wechat.passive.endswith("1<2")


def test_plain_messages_where_no_key_is_set(
    house: object, wechat_server: WeChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.app import create_app
    from bot.settings import get_settings
    from tests.channels.apps.wechat_api import Person, as_xml, opened_reply, signed

    for name, value in (("APP_ID", wechat_api.APP_ID), ("APP_SECRET", "s"), ("TOKEN", wechat_api.TOKEN)):
        monkeypatch.setenv(f"ZHENGWEN_WECHAT_{name}", value)
    monkeypatch.delenv("ZHENGWEN_WECHAT_AES_KEY", raising=False)
    get_settings.cache_clear()
    application = create_app()
    application.state.assistant = house.state.assistant  # type: ignore[attr-defined]
    with TestClient(application) as client:
        fields = Person().event("subscribe")
        reply = client.post("/channels/wechat", params=signed(), content=as_xml(fields).encode())
        assert "自动回复" in opened_reply(reply.text)["Content"]
        query = {"signature": "0" * 40, **{k: v for k, v in signed().items() if k != "signature"}}
        assert client.post("/channels/wechat", params=query, content=as_xml(fields)).status_code == 403
    get_settings.cache_clear()
