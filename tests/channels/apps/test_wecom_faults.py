"""What goes wrong between 企业微信 and us: what is fetched, what may be sent, an account that is not set up."""

from __future__ import annotations

import time

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.db.base import utc_now
from bot.db.models import ChannelDelivery
from bot.db.session import read_session, write_session
from bot.services.mailbox import deliveries
from bot.services.mailbox.address import Address
from bot.services.mailbox.deliveries import Part
from tests.channels.apps import wecom_api
from tests.channels.apps.platform import Answer
from tests.channels.apps.talk import settle
from tests.channels.apps.wecom_talk import WeComTalk, is_stored

URL = "/channels/wecom"


def push(wecom: WeComTalk, text: str) -> int:
    address = Address("wecom", f"{wecom_api.ACCOUNT} {wecom.person.id}")
    with write_session() as session:
        deliveries.queue(session, "wecom", address.index, Part(address.value, text), utc_now())
        query = select(ChannelDelivery.id).order_by(ChannelDelivery.id.desc()).limit(1)
        row_id: int = session.scalar(query)
    wecom.client.app.state.office.sending.pump.wake()  # type: ignore[attr-defined]
    return row_id


def until(row_id: int, wanted: str, within_s: float = 10.0) -> str:
    ends = time.monotonic() + within_s
    while True:
        with read_session() as session:
            row = session.get(ChannelDelivery, row_id)
            state, why = row.state, row.last_error
        if state == wanted:
            return str(why)
        assert time.monotonic() < ends, (state, why)
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def speaking(wecom: WeComTalk) -> None:
    wecom.client.app.state.office.sending._silent_until.clear()  # type: ignore[attr-defined]
    wecom.server.state = 1
    wecom.say("你好")


def test_the_address_is_verified_by_what_is_inside_its_echo(apps: TestClient) -> None:
    sealed = wecom_api.seal("1616140317555161061", wecom_api.CORP_ID, wecom_api.AES_KEY)
    query = {**wecom_api.query(sealed), "echostr": sealed}
    answer = apps.get(URL, params=query)
    assert (answer.status_code, answer.text) == (200, "1616140317555161061")
    assert apps.get(URL, params={**query, "msg_signature": "0" * 40}).status_code == 403
    assert apps.get(URL, params={**query, "echostr": sealed[:-4] + "AAA="}).status_code == 403
    other = wecom_api.seal("1", "ww_somebody_else", wecom_api.AES_KEY)
    assert apps.get(URL, params={**wecom_api.query(other), "echostr": other}).status_code == 403
    assert apps.get(URL).status_code == 403


@pytest.mark.parametrize("answer", [wecom_api.COUNT_LIMIT, wecom_api.ENDED], ids=["95001", "95013"])
def test_what_may_not_be_sent_now_waits_until_they_write(wecom: WeComTalk, answer: Answer) -> None:
    wecom.api.fail("send_msg", answer)
    row = push(wecom, "您的办件办结了")
    until(row, "held")
    wecom.say("护照多少钱")
    until(row, "sent")


def test_where_a_person_speaks_we_are_silent(wecom: WeComTalk) -> None:
    wecom.server.state = 3
    wecom.api.fail("send_msg", wecom_api.BAD_STATE)
    assert until(push(wecom, "一"), "dropped") == "a person speaks there"
    wecom.server.state = 4
    wecom.api.fail("send_msg", wecom_api.BAD_STATE)
    until(push(wecom, "二"), "held")
    wecom.api.fail("send_msg", wecom_api.BAD_STATE)
    wecom.api.fail("get", wecom_api.error(95000, "invalid open_kfid"))
    until(push(wecom, "三"), "held")


def test_a_token_that_is_over_is_asked_for_again(wecom: WeComTalk) -> None:
    until(push(wecom, "一"), "sent")
    wecom.server.expire()
    until(push(wecom, "二"), "sent", 5.0)
    wecom.api.fail("send_msg", wecom_api.TOKEN_OVER)
    until(push(wecom, "三"), "sent", 5.0)


@pytest.mark.parametrize(
    "answer", [wecom_api.FORBIDDEN, wecom_api.NOT_TRUSTED, Answer(b"<html>", 502), Answer(cut=True)]
)
def test_trouble_is_tried_again(wecom: WeComTalk, monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    from bot.channels.tencent import api
    from bot.channels.wecom import channel

    monkeypatch.setattr(api, "SETUP_S", 0.5)
    monkeypatch.setattr(channel, "SETUP_S", 0.5)
    wecom.api.fail("send_msg", answer)
    until(push(wecom, "一"), "sent")


def test_what_can_never_be_sent_is_given_up(wecom: WeComTalk) -> None:
    wecom.api.fail("send_msg", wecom_api.error(40096, "invalid external userid"))
    until(push(wecom, "一"), "dropped")


def test_a_welcome_code_that_is_over_is_not_needed(wecom: WeComTalk) -> None:
    wecom.api.fail("send_msg_on_event", wecom_api.error(95031, "code is invalid"))
    other = WeComTalk(wecom.client, wecom.server)
    other.say("护照多少钱")
    assert other.post(other.person.enters("hz-residence-permit"))
    assert [call.method for call in other.received][-2:] == ["send_msg_on_event", "send_msg"]


@pytest.mark.parametrize(
    "answer",
    [wecom_api.OLD_TOKEN, wecom_api.TOKEN_OVER, Answer(b"<html>", 502), Answer(cut=True), Answer([])],
    ids=["95007", "42001", "502", "cut", "list"],
)
def test_what_could_not_be_fetched_is_fetched_later(wecom: WeComTalk, answer: Answer) -> None:
    wecom.api.fail("sync_msg", answer)
    assert "120元" in wecom.say("护照多少钱")


def test_a_callback_token_that_is_over_is_left_away(wecom: WeComTalk) -> None:
    wecom.api.calls.clear()
    wecom.api.fail("sync_msg", wecom_api.OLD_TOKEN)
    wecom.say("护照多少钱")
    with_token, without = wecom.api.of("sync_msg")[:2]
    assert with_token.body["token"] and "token" not in without.body


def test_an_account_that_is_not_ours_stops_nothing(wecom: WeComTalk) -> None:
    wecom.api.fail("sync_msg", wecom_api.error(95004, "open_kfid not exist"))
    wecom.call(wecom_api.callback(account="wkSomebodyElse"))
    wecom.api.wait_for("sync_msg", 2)
    assert "120元" in wecom.say("护照多少钱")


def test_after_a_restart_everything_is_read_again_and_nothing_answered_twice(wecom: WeComTalk) -> None:
    """What came while nobody listened is found without a callback; what is known is left alone."""
    from bot.channels.wecom.sync import Sync

    client = wecom.client
    assert client.portal is not None
    wecom.say("护照多少钱")
    missed = wecom.person.says("居住证在哪办")
    wecom.server.add(missed)
    before = len(wecom.received)
    office = client.app.state.office  # type: ignore[attr-defined]
    again = client.portal.start_task_soon(Sync(office.channels["wecom"].api).run, office.receive)
    ends = time.monotonic() + 10
    while not is_stored(missed["msgid"]):
        assert time.monotonic() < ends
        time.sleep(0.01)
    settle()
    again.cancel()
    assert len(wecom.received) == before + 1


def test_on_the_first_start_old_messages_are_somebody_elses(
    wecom: WeComTalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.channels.wecom.sync import Sync
    from bot.services.mailbox import accounts

    client = wecom.client
    assert client.portal is not None
    monkeypatch.setattr(accounts, "has_any", lambda *_: False)
    old = {**wecom.person.says("你好"), "send_time": int(time.time()) - 7200}
    new = wecom.person.says("居住证在哪办")
    wecom.server.add(old)
    wecom.server.add(new)
    office = client.app.state.office  # type: ignore[attr-defined]
    again = client.portal.start_task_soon(Sync(office.channels["wecom"].api).run, office.receive)
    ends = time.monotonic() + 10
    while not is_stored(new["msgid"]):
        assert time.monotonic() < ends
        time.sleep(0.01)
    again.cancel()
    settle()
    assert not is_stored(old["msgid"])


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        (" ", 400),
        ("<xml>", 400),
        ("<xml></xml>", 400),
        ('<!DOCTYPE x [<!ENTITY a "b">]><xml><Event>&a;</Event></xml>', 400),
        ("<xml><Event>kf_msg_or_event</Event></xml>", 200),
        ("<xml><Event>kf_msg_or_event</Event><OpenKfId><x>1</x></OpenKfId></xml>", 200),
        ("<xml><Event>enter_agent</Event><OpenKfId>k</OpenKfId></xml>", 200),
    ],
)
def test_broken_callbacks(wecom: WeComTalk, inner: str, code: int) -> None:
    assert wecom.call(inner).status_code == code


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300))
def test_any_bytes(apps: TestClient, raw: bytes) -> None:
    query, _ = wecom_api.envelope("<xml/>")
    assert apps.post(URL, params=query, content=raw).status_code in (400, 403)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_message_with_one_part_replaced_is_read_or_left(data: st.DataObject) -> None:
    from bot.channels.wecom import read

    person = wecom_api.Person()
    message = data.draw(
        st.sampled_from(
            [
                person.says("护照"),
                person.clicks("0.0.0.x", "护照"),
                person.enters("x"),
                person.message("image", media_id="m"),
                person.event("msg_send_fail", fail_type=10),
            ]
        )
    )
    name = data.draw(st.sampled_from(sorted(message)))
    inner = message[name]
    if isinstance(inner, dict) and data.draw(st.booleans()):
        inner = {**inner, data.draw(st.sampled_from(sorted(inner))): data.draw(JSON)}
        changed = {**message, name: inner}
    else:
        changed = {**message, name: data.draw(JSON)}
    received = read.received(changed)
    if received is not None:
        read.read(received.body)
