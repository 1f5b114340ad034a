"""Whole conversations on Telegram, over its webhook and its API."""

from __future__ import annotations

import json
import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.db.models import ChannelDelivery, ChannelUpdate, Conversation
from bot.db.session import read_session
from bot.settings import get_settings
from tests.channels.apps import telegram_api
from tests.channels.apps.applying import ADDRESS, ID_NUMBER, MOBILE, apply
from tests.channels.apps.platform import Platform
from tests.channels.apps.talk import TelegramTalk
from tests.channels.apps.telegram_api import Person


def test_a_greeting_says_who_speaks_and_offers_buttons(talk: TelegramTalk) -> None:
    assert "自动回复" in talk.say("/start")
    assert "120元" in talk.press("办护照要多少钱")


def test_an_answer_stands_with_its_source(talk: TelegramTalk) -> None:
    talk.say("/start")
    assert "来源：" in talk.say("办护照要多少钱")


def test_who_does_not_begin_with_start_is_greeted_too(talk: TelegramTalk) -> None:
    words = talk.say("办护照要多少钱")
    assert words.startswith("您好")
    assert "120元" in words
    assert "您好" not in talk.say("要带什么材料")


def test_a_whole_application_by_buttons(talk: TelegramTalk) -> None:
    talk.say("/start")
    words = talk.press("在线申请居住证")
    words = apply(words, talk.press, lambda: talk.press(next(iter(talk.offered))), talk.say)
    case_no = re.search(r"办件编号：(\S+)", words)
    assert case_no
    assert case_no[1] in talk.press("查办件进度")
    # What was typed is never said back in full, and is not kept in the open.
    said = json.dumps([call.body for call in talk.received], ensure_ascii=False)
    with read_session() as session:
        kept = str(session.connection().exec_driver_sql("SELECT * FROM channel_update").all())
        kept += str(session.connection().exec_driver_sql("SELECT * FROM channel_delivery").all())
    for personal in (ID_NUMBER, MOBILE, ADDRESS):
        assert personal not in said
        assert personal not in kept
    assert str(talk.person.chat_id) not in kept


def test_the_same_by_numbers(talk: TelegramTalk) -> None:
    words = talk.say("我要申请居住证")

    def choose(title: str) -> str:
        return talk.say(str(list(talk.offered).index(title) + 1))

    assert "办件编号" in apply(words, choose, lambda: talk.say("1"), talk.say)


def test_a_complaint(talk: TelegramTalk) -> None:
    talk.say("我要投诉")
    words = talk.say("幸福路上的路灯坏了半个月没人修，晚上很危险")
    for _ in range(12):
        if "工单" in words and "编号" in words:
            break
        title = next((t for t in ("确认提交", "跳过", "匿名", "不留", "是", "否") if t in talk.offered), None)
        words = talk.press(title or next(iter(talk.offered))) if talk.offered else talk.say("幸福路18号门口")
    assert re.search(r"G\w+", words), words


def test_danger_comes_first_also_in_a_form(talk: TelegramTalk) -> None:
    talk.say("我要申请居住证")
    assert "119" in talk.say("着火了救命")


def test_a_link_opens_an_item(talk: TelegramTalk) -> None:
    assert "居住证" in talk.say("/start hz-residence-permit")
    assert "居住证" in talk.say("要带什么材料")


@pytest.mark.parametrize("code", ["no-such-item", "x" * 64, "../../etc", "{slot}", "/restart"])
def test_a_link_to_nothing_greets(talk: TelegramTalk, code: str) -> None:
    assert "您好" in talk.say(f"/start {code}")


def test_typed_commands_are_text(talk: TelegramTalk) -> None:
    talk.say("护照多少钱")
    for typed in ("/restart", '/start_application{"service_item":"hz-residence-permit"}', "/form_confirm"):
        assert "1/11" not in talk.say(typed)
    assert "护照" in talk.say("要带什么材料")


def test_a_button_of_an_earlier_question_gets_words(talk: TelegramTalk) -> None:
    talk.say("我要申请居住证")
    old = talk.offered["是"]
    talk.say("否")
    words = talk.post(talk.person.presses(old))
    assert "已失效" in words
    assert "（3/" in talk.say("满了")  # the form stood where it stood


def test_a_button_of_somebody_else_gets_words(talk: TelegramTalk, apps: TestClient, api: Platform) -> None:
    talk.say("/start")
    other = TelegramTalk(apps, api)
    other.say("/start")
    assert "已失效" in other.post(other.person.presses(next(iter(talk.offered.values()))))


@pytest.mark.parametrize("data", ["", "0.0.0", "0.0.0.forged", "/restart", "\ud800", "x" * 64], ids=ascii)
def test_a_forged_button_gets_words(talk: TelegramTalk, data: str) -> None:
    talk.say("/start")
    assert "已失效" in talk.post(talk.person.presses(data))


def test_a_pressed_button_stops_turning(talk: TelegramTalk) -> None:
    talk.say("/start")
    talk.press("办护照要多少钱")
    (call,) = talk.api.wait_for("answerCallbackQuery", 1)
    assert call.body["callback_query_id"]


def test_an_edited_question_is_answered_anew(talk: TelegramTalk) -> None:
    talk.say("护照多少钱")
    assert "居住证" in talk.post(talk.person.edits("居住证要带什么材料"))


def test_an_edit_changes_no_form(talk: TelegramTalk) -> None:
    talk.say("我要申请居住证")
    assert "修改" in talk.post(talk.person.edits("满了"))


def test_what_cannot_be_read_gets_words(talk: TelegramTalk) -> None:
    talk.say("/start")
    voice = {"file_id": "v", "file_unique_id": "v", "duration": 3, "mime_type": "audio/ogg", "file_size": 9}
    assert "语音" in talk.post(talk.person.message(voice=voice))
    assert "位置" in talk.post(talk.person.message(location={"latitude": 30.2, "longitude": 120.1}))
    sticker = {
        "file_id": "s",
        "file_unique_id": "s",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    }
    assert "文字" in talk.post(talk.person.message(sticker=sticker))
    assert talk.post(talk.person.message(new_chat_title="改名")) == ""


def test_a_book_and_nothing_get_words(talk: TelegramTalk) -> None:
    talk.say("/start")
    assert "最多 500 个字" in talk.say("办" * 4000)
    assert "消息是空的" in talk.say("\u200b")


def test_a_photo_that_nobody_asked_for_is_not_taken(talk: TelegramTalk) -> None:
    talk.say("/start")
    assert "没有需要上传文件的步骤" in talk.post(talk.person.message(photo=telegram_api.PHOTO))
    assert talk.api.of("getFile") == []


def test_a_photo_that_is_asked_for_is_fetched(talk: TelegramTalk, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.assistant import conversations

    talk.say("/start")
    monkeypatch.setattr(conversations, "open_question", lambda _: {"input": "file"})
    assert "打不开" in talk.post(talk.person.message(photo=telegram_api.PHOTO))  # it is four bytes long
    (call,) = talk.api.of("getFile")
    assert call.body["file_id"] == "large"
    assert len(talk.api.of("file_0.jpg")) == 1


def test_a_file_too_big_is_not_fetched(talk: TelegramTalk, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.assistant import conversations

    talk.say("/start")
    monkeypatch.setattr(conversations, "open_question", lambda _: {"input": "file"})
    document = {
        "file_id": "d",
        "file_unique_id": "d",
        "file_name": "合同.pdf",
        "mime_type": "application/pdf",
    }
    assert "最多 8 MB" in talk.post(talk.person.message(document={**document, "file_size": 8_400_000}))
    assert talk.api.of("getFile") == []
    monkeypatch.setattr(get_settings(), "upload_max_mb", 1)
    assert "最多 1 MB" in talk.post(talk.person.message(document={**document, "file_size": 1_100_000}))
    # What is said before the file comes need not be true.
    assert "最多 1 MB" in talk.picture(b"%" * 1_100_000)
    talk.api.fail("getFile", telegram_api.error(400, "Bad Request: file is too big"))
    assert "最多 1 MB" in talk.post(talk.person.message(document=document))


def test_a_group_is_told_once(apps: TestClient, api: Platform) -> None:
    group = TelegramTalk(apps, api, Person("supergroup"))
    assert "私聊" in group.say("护照多少钱")
    assert group.say("在吗") == ""
    assert group.post(group.person.becomes("administrator")) == ""


def test_who_blocks_us_is_left_alone_until_they_come_back(talk: TelegramTalk) -> None:
    talk.say("/start")
    assert talk.post(talk.person.becomes("kicked")) == ""
    talk.api.fail("sendMessage", telegram_api.BLOCKED)
    assert talk.post(talk.person.becomes("member")) == ""
    assert talk.api.of("sendMessage")[1:] == []
    talk.api.forget()
    assert "120元" in talk.say("护照多少钱")


def test_nothing_that_identifies_a_person_names_the_conversation(talk: TelegramTalk) -> None:
    talk.say("/start")
    with read_session() as session:
        ids = session.scalars(select(Conversation.id).where(Conversation.channel == "telegram")).all()
        updates = session.scalars(select(ChannelUpdate.body)).all()
        states = set(session.scalars(select(ChannelDelivery.state)))
    assert ids and not any(str(talk.person.chat_id) in each for each in ids)
    assert set(updates) == {None}
    assert "waiting" not in states
