"""What goes wrong between WeChat and us: tokens, limits, an account that is not set up, a platform in trouble."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.base import utc_now
from bot.db.models import ChannelDelivery
from bot.db.session import read_session, write_session
from bot.services.mailbox import deliveries
from bot.services.mailbox.address import Address
from bot.services.mailbox.deliveries import Button, Part
from tests.channels.apps import wechat_api
from tests.channels.apps.platform import Answer
from tests.channels.apps.talk import settle
from tests.channels.apps.wechat_talk import WeChatTalk


def push(wechat: WeChatTalk, text: str, *buttons: Button) -> int:
    """A letter that is not an answer, as a notice is."""
    address = Address("wechat", wechat.person.open_id)
    with write_session() as session:
        deliveries.queue(session, "wechat", address.index, Part(address.value, text, buttons), utc_now())
        row = session.scalars(select(ChannelDelivery).order_by(ChannelDelivery.id.desc()).limit(1)).one()
        row_id: int = row.id
    wechat.client.app.state.office.sending.pump.wake()  # type: ignore[attr-defined]
    return row_id


def state(row_id: int) -> str:
    with read_session() as session:
        return str(session.get(ChannelDelivery, row_id).state)


def until(row_id: int, wanted: str, within_s: float = 10.0) -> None:
    import time

    ends = time.monotonic() + within_s
    while state(row_id) != wanted:
        assert time.monotonic() < ends, state(row_id)
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def speaking(wechat: WeChatTalk) -> None:
    """No silence that an earlier test brought about."""
    wechat.client.app.state.office.sending._silent_until.clear()  # type: ignore[attr-defined]
    wechat.say("你好")
    wechat.api.forget()


def test_one_token_is_asked_for_and_used(wechat: WeChatTalk) -> None:
    for text in ("一", "二", "三"):
        until(push(wechat, text), "sent")
    assert len(wechat.api.of("stable_token")) <= 1
    (body,) = [c.body for c in wechat.api.of("stable_token")] or [{"grant_type": "client_credential"}]
    assert body["grant_type"] == "client_credential" and not body.get("force_refresh")


@pytest.mark.parametrize("answer", [wechat_api.TOKEN_OVER, wechat_api.BAD_TOKEN], ids=["42001", "40001"])
def test_a_token_that_is_over_is_asked_for_again_at_once(wechat: WeChatTalk, answer: Answer) -> None:
    until(push(wechat, "一"), "sent")
    wechat.api.forget()
    wechat.server.expire()
    until(push(wechat, "二"), "sent", 5.0)
    assert len(wechat.api.of("stable_token")) == 1
    wechat.api.fail("send", answer)
    until(push(wechat, "三"), "sent", 5.0)


def test_a_wrong_secret_waits_and_is_said_without_it(
    wechat: WeChatTalk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from bot.channels.tencent import api

    monkeypatch.setattr(api, "SETUP_S", 0.5)
    wechat.server.expire()
    wechat.api.fail("stable_token", wechat_api.error(40125, "invalid appsecret"), wechat_api.WHITELIST)
    row = push(wechat, "一")
    until(row, "sent")
    assert len(wechat.api.of("stable_token")) >= 3
    out, err = capfd.readouterr()
    assert "channel.account_refused" in out + err
    assert "whitelist" in out + err
    assert wechat_api.SECRET not in out + err and "64_token" not in out + err


@pytest.mark.parametrize("answer", [wechat_api.TOO_LATE, wechat_api.TOO_MANY], ids=["45015", "45047"])
def test_what_may_not_be_sent_now_waits_until_they_write(wechat: WeChatTalk, answer: Answer) -> None:
    wechat.api.fail("send", answer)
    row = push(wechat, "您的办件办结了")
    until(row, "held")
    wechat.say("护照多少钱")
    until(row, "sent")
    assert [wechat_api.words(call) for call in wechat.received][-1] == "您的办件办结了"


def test_the_daily_limit_stops_all_sending_for_a_while(
    wechat: WeChatTalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.channels.tencent import api

    monkeypatch.setattr(api, "DAILY_S", 1.5)
    wechat.api.fail("send", wechat_api.DAILY)
    first, second = push(wechat, "一"), push(wechat, "二")
    until(first, "sent")
    until(second, "sent")
    assert len(wechat.received) == 3  # the refused one, and each once
    assert "120元" in wechat.say("护照多少钱")  # the response needs no call


def test_who_does_not_follow_is_left_alone(wechat: WeChatTalk) -> None:
    wechat.api.fail("send", wechat_api.NOT_FOLLOWING)
    until(push(wechat, "一"), "dropped")
    row = push(wechat, "二")
    until(row, "dropped")
    assert len(wechat.received) == 1
    assert "120元" in wechat.say("护照多少钱")


@pytest.mark.parametrize(
    "answer",
    [wechat_api.BUSY, wechat_api.DOWN, wechat_api.GARBAGE, Answer(cut=True), Answer([1]), Answer(None, 503)],
    ids=["busy", "502", "garbage", "cut", "list", "503"],
)
def test_a_platform_in_trouble_is_tried_again(wechat: WeChatTalk, answer: Answer) -> None:
    wechat.api.fail("send", answer)
    until(push(wechat, "一"), "sent")
    assert len(wechat.received) == 2


@pytest.mark.parametrize(
    "answer", [wechat_api.DOWN, wechat_api.GARBAGE, Answer({"expires_in": 1}), Answer({"access_token": 7})]
)
def test_no_token_is_tried_again(wechat: WeChatTalk, answer: Answer) -> None:
    wechat.server.expire()
    until(push(wechat, "一"), "sent")
    wechat.client.app.state.office.channels["wechat"].api._client.forget_token()  # type: ignore[attr-defined]
    wechat.api.fail("stable_token", answer)
    until(push(wechat, "二"), "sent")


def test_what_can_never_be_sent_is_given_up(wechat: WeChatTalk) -> None:
    wechat.api.fail("send", wechat_api.error(45002, "content size out of limit"))
    until(push(wechat, "一"), "dropped")


def test_a_menu_is_sent_as_one_and_as_links_where_there_is_none(wechat: WeChatTalk) -> None:
    button = Button("是", "0.0.0.x")
    until(push(wechat, "对吗？", button), "sent")
    wechat.api.fail("send", wechat_api.NO_MENU)
    until(push(wechat, "对吗？", button), "sent")
    menu, refused, linked = wechat.received
    assert menu.body["msgtype"] == refused.body["msgtype"] == "msgmenu"
    assert menu.body["msgmenu"]["list"] == [{"id": "0.0.0.x", "content": "1. 是"}]
    assert wechat_api.choices(linked.body["text"]["content"]) == {"是": "0.0.0.x"}


def test_many_calls_at_once_ask_for_one_token(wechat: WeChatTalk) -> None:
    wechat.server.expire()
    wechat.client.app.state.office.channels["wechat"].api._client.forget_token()  # type: ignore[attr-defined]
    wechat.api.forget()
    talks = [WeChatTalk(wechat.client, wechat.server) for _ in range(8)]
    for each in talks:
        wechat.server.allow(each.person.says("你好"))
    rows = [push(each, "一") for each in talks]
    for row in rows:
        until(row, "sent")
    assert len(wechat.api.of("stable_token")) == 1


def test_a_response_that_was_never_said_is_sent(wechat: WeChatTalk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is killed between the answer and the response: the claim runs out, and it goes by the API."""
    from bot.channels.messaging.office import Office

    async def killed(*_: object) -> None: ...

    monkeypatch.setattr(Office, "handed_over", killed)
    wechat.raw(wechat.person.says("护照多少钱"))
    with write_session() as session:
        row = session.scalars(select(ChannelDelivery).order_by(ChannelDelivery.id.desc()).limit(1)).one()
        assert row.claimed_until is not None
        row.claimed_until = utc_now() - timedelta(seconds=1)
    settle()
    assert "120元" in wechat_api.words(wechat.received[-1])


def test_an_account_that_may_only_reply_says_so_in_the_log(
    wechat: WeChatTalk, capfd: pytest.CaptureFixture[str]
) -> None:
    wechat.api.fail("send", wechat_api.error(48001, "api unauthorized"))
    until(push(wechat, "一"), "dropped")
    out, err = capfd.readouterr()
    assert "not verified" in out + err
    assert "120元" in wechat.say("护照多少钱")
