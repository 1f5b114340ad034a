"""Notices to who has not written for two days: by a template where the city has one, held where it cannot say it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.template import Template
from bot.db.base import utc_now
from bot.db.models import ChannelDelivery
from bot.db.session import read_session, write_session
from bot.services.notices.queue import queue
from bot.settings import SettingsError, get_settings
from tests.channels.apps import wechat_api
from tests.channels.apps.platform import Answer, Call
from tests.channels.apps.talk import settle
from tests.channels.apps.wechat_talk import WeChatTalk
from tests.channels.contract.test_contract import conversation_of


@pytest.fixture(autouse=True)
def spoke_long_ago(wechat: WeChatTalk) -> None:
    wechat.say("你好")
    wechat.server._left[wechat.person.open_id] = 0


def told(wechat: WeChatTalk, kind: str, **payload: str) -> list[Call]:
    """The calls for a template, once the notice has ended one way or the other."""
    key = f"template/{wechat.person.open_id}/{payload}"
    conversation = conversation_of(wechat)
    before = len(wechat.received)
    with write_session() as session:
        queue(session, kind, key, payload, session_id=conversation, due_at=utc_now())
    ends = time.monotonic() + 10
    while len(wechat.received) == before:
        assert time.monotonic() < ends
        time.sleep(0.02)
    settle()
    return [call for call in wechat.api.calls if call.path.endswith("template/send")]


def last_state() -> str:
    with read_session() as session:
        row = session.query(ChannelDelivery).order_by(ChannelDelivery.id.desc()).first()
        return str(row.state)


def test_a_case_that_moved_on_is_told_by_the_template(wechat: WeChatTalk) -> None:
    (call,) = told(wechat, "application.completed", matter_no="990100-1", item_name="居住证")
    assert call.body["touser"] == wechat.person.open_id
    values = {name: each["value"] for name, each in call.body["data"].items()}
    assert values["character_string1"] == "990100-1"
    assert "办结" in values["phrase2"]
    assert values["thing3"].startswith("您的“居住证”") and len(values["thing3"]) == 20
    assert last_state() == "sent"


def test_what_has_no_number_waits_until_they_write(wechat: WeChatTalk) -> None:
    assert told(wechat, "draft.expiring", item_name="居住证") == []
    assert last_state() == "held"
    assert "将在3天后失效" in wechat.say("护照多少钱")


@pytest.mark.parametrize(
    "answer", [wechat_api.error(40037, "invalid template_id"), wechat_api.error(43004, "require subscribe")]
)
def test_a_template_that_is_refused_leaves_the_notice_held(wechat: WeChatTalk, answer: Answer) -> None:
    wechat.api.fail("send", wechat_api.TOO_LATE, answer)
    told(wechat, "application.completed", matter_no="990100-2", item_name="居住证")
    assert last_state() == "held"


def test_an_answer_is_no_notice(wechat: WeChatTalk) -> None:
    wechat.api.fail("send", wechat_api.TOO_LATE)
    wechat.say("护照多少钱")
    assert [call for call in wechat.api.calls if call.path.endswith("template/send")] == []


@given(
    number=st.text(max_size=40),
    state=st.text(max_size=12),
    text=st.text(max_size=80),
    field=st.sampled_from(["thing1", "phrase2", "character_string3", "const4", "short_thing5"]),
)
def test_a_field_never_gets_more_than_it_takes(number: str, state: str, text: str, field: str) -> None:
    facts = {"matter_no": number, "state": state, "text": text}
    for fact in facts:
        filled = Template("t", {field: fact}).filled("o", facts)
        if filled is not None:
            value = filled["data"][field]["value"]
            assert 0 < len(value) <= 32
            assert not field.startswith("thing") or len(value) <= 20
            assert not field.startswith("phrase") or len(value) <= 5
            assert not field.startswith("character") or facts[fact].isascii()


@pytest.mark.parametrize("fields", ['{"thing1": "name"}', '{"first": "text"}', "[]", ""])
def test_a_wrong_field_is_named(monkeypatch: pytest.MonkeyPatch, fields: str) -> None:
    monkeypatch.setenv("ZHENGWEN_WECHAT_NOTICE_TEMPLATE", "t")
    monkeypatch.setenv("ZHENGWEN_WECHAT_NOTICE_FIELDS", fields)
    get_settings.cache_clear()
    with pytest.raises(SettingsError, match="ZHENGWEN_WECHAT_NOTICE_FIELDS"):
        get_settings()
    monkeypatch.undo()
    get_settings.cache_clear()
