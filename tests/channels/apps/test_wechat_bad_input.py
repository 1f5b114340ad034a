"""Whatever is posted to the Official Account's door: 200, or a refusal; never a 500, never somebody else's word."""

from __future__ import annotations

import time

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.channels.apps import wechat_api
from tests.channels.apps.talk import settle
from tests.channels.apps.wechat_api import Person, as_xml, envelope, seal, signature, signed
from tests.channels.apps.wechat_talk import WeChatTalk

URL = "/channels/wechat"
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<xml><FromUserName>&b;</FromUserName></xml>"
)
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><FromUserName>&a;</FromUserName></xml>'
pytestmark = pytest.mark.usefixtures("wechat")
ANY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def post(client: TestClient, inner: str) -> int:
    """`inner` as WeChat itself would sign and seal it."""
    query, body = envelope(inner)
    return client.post(URL, params=query, content=body.encode()).status_code


def test_the_address_is_verified_by_its_echo(apps: TestClient) -> None:
    query = {**signed(), "echostr": "5838479218127813673"}
    answer = apps.get(URL, params=query)
    assert (answer.status_code, answer.text) == (200, "5838479218127813673")
    assert answer.headers["content-type"].startswith("text/plain")
    assert apps.get(URL, params={**query, "signature": "0" * 40}).status_code == 403
    assert apps.get(URL).status_code == 403


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("", 400),
        ("<xml>", 400),
        ("no xml", 400),
        ("<xml></xml>", 400),
        ("<other><FromUserName>o</FromUserName></other>", 400),
        (BOMB, 400),
        (FILE, 400),
        ('<?xml version="1.0" encoding="klingon"?><xml><a>1</a></xml>', 400),
        ("<a>" * 50_000, 400),
        ("<xml>" + "<a>" * 20_000 + "</a>" * 20_000 + "</xml>", 200),
        ("<xml><FromUserName>o</FromUserName></xml>", 200),
        ("<xml><FromUserName><x>1</x></FromUserName><MsgType>text</MsgType></xml>", 200),
        (
            "<xml><FromUserName>o</FromUserName><FromUserName>p</FromUserName><MsgType>text</MsgType></xml>",
            200,
        ),
        (
            "<xml><FromUserName>o</FromUserName><CreateTime>soon</CreateTime><MsgType>text</MsgType></xml>",
            200,
        ),
        ("<xml><FromUserName>o</FromUserName><CreateTime>²</CreateTime><MsgType>text</MsgType></xml>", 200),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_broken_bodies(apps: TestClient, inner: str, code: int) -> None:
    assert post(apps, inner) == code


def test_a_strangers_envelope_is_refused(apps: TestClient) -> None:
    fields = Person().says("护照多少钱")
    query, body = envelope(fields)
    other = seal(as_xml(fields), receiver="wx_somebody_else")
    resigned = {
        **query,
        "msg_signature": signature(wechat_api.TOKEN, query["timestamp"], query["nonce"], other),
    }
    cases = {
        "wrong signature": ({**query, "msg_signature": "0" * 40}, body),
        "no signature": ({k: v for k, v in query.items() if k != "msg_signature"}, body),
        "another receiver": (resigned, f"<xml><Encrypt>{other}</Encrypt></xml>"),
        "a changed body": (query, body.replace("<Encrypt><![CDATA[", "<Encrypt><![CDATA[A")),
        "plain where it must be sealed": (query, as_xml(fields)),
        "not base64": (
            {**query, "msg_signature": signature(wechat_api.TOKEN, query["timestamp"], query["nonce"], "%%")},
            "<xml><Encrypt>%%</Encrypt></xml>",
        ),
    }
    for name, (parameters, content) in cases.items():
        assert apps.post(URL, params=parameters, content=content.encode()).status_code == 403, name


@pytest.mark.parametrize("age", [-3600, 3600])
def test_an_old_signature_is_no_signature(apps: TestClient, age: int) -> None:
    sealed = seal(as_xml(Person().says("护照多少钱")))
    query = signed(str(int(time.time()) - age))
    query["msg_signature"] = signature(wechat_api.TOKEN, query["timestamp"], query["nonce"], sealed)
    body = f"<xml><Encrypt>{sealed}</Encrypt></xml>"
    assert apps.post(URL, params=query, content=body).status_code == 403


@pytest.mark.parametrize("timestamp", ["", "now", "9" * 40, "-1", "１７"])
def test_an_odd_timestamp_is_refused(apps: TestClient, timestamp: str) -> None:
    query = {**signed(timestamp or " "), "timestamp": timestamp}
    query["signature"] = signature(wechat_api.TOKEN, timestamp, query["nonce"])
    assert apps.get(URL, params=query).status_code == 403


def test_too_much_is_refused(apps: TestClient) -> None:
    query, _ = envelope("<xml/>")
    assert apps.post(URL, params=query, content=b" " * 600_000).status_code == 413


@ANY
@given(raw=st.binary(max_size=300))
def test_any_bytes(apps: TestClient, raw: bytes) -> None:
    query, _ = envelope("<xml/>")
    assert apps.post(URL, params=query, content=raw).status_code in (400, 403)


@ANY
@given(inner=st.text(max_size=200))
def test_any_text_inside_the_envelope(apps: TestClient, inner: str) -> None:
    if "\x00" in inner or inner.encode("utf-8", "ignore").decode() != inner:
        inner = "<xml>" + inner.encode("utf-8", "ignore").decode() + "</xml>"
    assert post(apps, inner) in (200, 400)


@ANY
@given(
    query=st.dictionaries(
        st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "echostr", "encrypt_type"]),
        st.text(max_size=60),
    ),
    path=st.sampled_from([URL, "/channels/wecom"]),
)
def test_any_query(apps: TestClient, query: dict[str, str], path: str) -> None:
    query = {name: value.encode("utf-8", "ignore").decode() for name, value in query.items()}
    assert apps.get(path, params=query).status_code == 403
    assert apps.post(path, params=query, content=b"<xml><Encrypt>x</Encrypt></xml>").status_code == 403


VALUES = st.one_of(
    st.text(max_size=30).filter(lambda t: "]]>" not in t),
    st.sampled_from(
        ["", "text", "event", "image", "subscribe", "CLICK", "say:", "qrscene_", "0.0.0.x", "9" * 70]
    ),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_message_with_one_field_replaced(wechat: WeChatTalk, data: st.DataObject) -> None:
    person = Person()
    fields = data.draw(
        st.sampled_from(
            [
                person.says("护照"),
                person.event("subscribe", "qrscene_x"),
                person.clicks("0.0.0.x", "护照"),
                person.message("image", MediaId="m", PicUrl="http://a.example"),
                person.event("unsubscribe"),
            ]
        )
    )
    name = data.draw(st.sampled_from(sorted(fields)))
    changed = {**fields, name: data.draw(VALUES)}
    answer = wechat.raw(changed)
    assert answer.status_code in (200, 400), answer.text


def test_all_of_it_was_dealt_with(wechat: WeChatTalk) -> None:
    """Runs after the ones above: nothing they left waits for ever."""
    settle(120)
