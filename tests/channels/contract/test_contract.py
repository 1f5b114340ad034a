"""What every channel does for a citizen, whatever its wire format (docs/add-a-channel.md)."""

from __future__ import annotations

import json
import re
import time
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.channels import configured
from bot.db.base import utc_now
from bot.db.models import ChannelUpdate, CitizenChannel
from bot.db.session import read_session, write_session
from bot.evaluation.sample_files import jpeg
from bot.services.house import store
from bot.services.mailbox.address import Address
from bot.services.notices.queue import queue
from bot.settings import ROOT, Settings
from tests.channels.apps.applying import ADDRESS, ID_NUMBER, MOBILE, apply
from tests.channels.apps.talk import settle
from tests.channels.contract.conftest import TALKS
from tests.channels.contract.talk import Talk

_SETTLED_S = 2.0  # what follows a reply in the response waits for a second


def conversation_of(talk: Talk) -> str:
    address = Address(talk.channel, talk.address)
    with read_session() as session:
        query = select(CitizenChannel.session_id).where(CitizenChannel.address_index == address.index)
        found: str = session.scalars(query).one()
    return found


def all_heard(talk: Talk) -> list[str]:
    settle(30, _SETTLED_S)
    return talk.heard


def test_every_door_is_under_this_contract(board: tuple[ModuleType, object]) -> None:
    doors = {door.__name__.split(".")[-2] for door in configured.DOORS if door is not board[0]}  # type: ignore[attr-defined]
    assert doors == set(TALKS) - {"board"}


def test_who_comes_is_told_who_speaks(talk: Talk) -> None:
    assert "自动回复" in talk.greet()
    assert "办护照要多少钱" in talk.offered


def test_who_just_writes_is_told_too_once(talk: Talk) -> None:
    words = talk.say("办护照要多少钱")
    assert words.startswith("您好") and "120元" in words and "来源：" in words
    assert "您好" not in talk.say("要带什么材料")


def test_who_talks_already_hears_the_citys_notice_once(talk: Talk) -> None:
    talk.say("办护照要多少钱")
    said = {"text": "今天下午各服务大厅停止服务。", "level": "urgent"}
    with write_session() as session:
        store.change(session, "emergency_notice", said, "staff:sun", "演练", utc_now())
    try:
        words = talk.say("要带什么材料")
        assert words.startswith("【紧急】今天下午各服务大厅停止服务。") and "居民身份证" in words
        assert "今天下午" not in talk.say("办护照要多少钱")
    finally:
        with write_session() as session:
            store.restore(session, "emergency_notice", 0, "staff:sun", "演练结束", utc_now())


def test_a_choice_can_be_pressed_numbered_and_said(talk: Talk) -> None:
    talk.greet()
    titles = list(talk.offered)
    number = titles.index("办护照要多少钱") + 1
    assert "120元" in talk.press("办护照要多少钱")
    other = type(talk)(talk.client, getattr(talk, "server", None) or talk.api)  # type: ignore[attr-defined, call-arg]
    other.greet()
    assert "120元" in other.say(str(number))
    third = type(talk)(talk.client, getattr(talk, "server", None) or talk.api)  # type: ignore[attr-defined, call-arg]
    third.greet()
    assert "120元" in third.say("办护照要多少钱")


def test_a_choice_of_an_earlier_question_gets_words(talk: Talk) -> None:
    talk.say("我要申请居住证")
    data = talk.offered["是"]
    talk.say("否")
    assert "已失效" in talk.press_again(data, "是")


def test_a_forged_choice_gets_words(talk: Talk) -> None:
    talk.greet()
    for data in ("0.0.0.x", "/restart", "1"):
        assert "已失效" in talk.press_again(data, "是")


def test_an_application_is_filed_and_nothing_personal_lies_open(talk: Talk) -> None:
    talk.greet()
    words = talk.press("在线申请居住证")
    words = apply(words, talk.press, lambda: talk.press(next(iter(talk.offered))), talk.say)
    assert re.search(r"办件编号：\S+", words)
    said = "\n".join(talk.heard)
    with read_session() as session:
        for table in ("channel_update", "channel_delivery", "turn", "conversation"):
            said += str(session.connection().exec_driver_sql(f"SELECT * FROM {table}").all())
    for personal in (ID_NUMBER, MOBILE, ADDRESS):
        assert personal not in said


RENTAL = [
    "我要办理房屋租赁备案", "签了", "房东", "同意", "张伟", ID_NUMBER, MOBILE, "李娜", ADDRESS, "住人",
    "2026年1月1日", "2027年12月31日", "2500", "2",
]  # fmt: skip


def test_a_picture_that_is_asked_for_goes_into_the_case(talk: Talk) -> None:
    talk.greet()
    assert "没有需要上传文件的步骤" in talk.picture(jpeg())
    for text in RENTAL:
        words = talk.say(text)
    assert "房屋租赁合同" in words
    assert "请" in talk.picture(b"\xff\xd8\xff\xe0")  # four bytes: asked for again
    talk.picture(jpeg())
    assert "已上传" in talk.say("跳过")
    assert "办件编号" in talk.say("确认提交")


def test_an_update_that_comes_again_is_answered_once(talk: Talk) -> None:
    talk.greet()
    before = len(all_heard(talk))
    update = talk.says("护照多少钱")
    assert {talk.deliver(update).status_code for _ in range(3)} == {200}
    wait_for(talk, before + 1)
    said = all_heard(talk)[before:]
    assert len(set(said)) == 1 and "120元" in said[0]
    with read_session() as session:
        rows = session.scalars(
            select(ChannelUpdate).where(
                ChannelUpdate.address_index == Address(talk.channel, talk.address).index
            )
        ).all()
    assert len(rows) == 2  # the greeting's and this one


def test_several_at_once_are_answered_in_order(talk: Talk) -> None:
    talk.greet()
    before = len(all_heard(talk))
    said = ["护照多少钱", "居住证在哪办", "身份证丢了怎么补办"]
    updates = [talk.says(text) for text in said]
    for update in updates:
        assert talk.deliver(update).status_code == 200
    wait_for(talk, before + 3)
    answers = all_heard(talk)[before:]
    assert len(answers) == 3
    for word, answer in zip(("120元", "居住证", "身份证"), answers, strict=True):
        assert word in answer


def wait_for(talk: Talk, count: int, within_s: float = 15.0) -> None:
    ends = time.monotonic() + within_s
    while len(talk.heard) < count:
        assert time.monotonic() < ends, talk.heard
        time.sleep(0.02)


def test_a_platform_in_trouble_loses_nothing(talk: Talk) -> None:
    talk.say("护照多少钱")
    before = len(all_heard(talk))
    notice(talk, "01T1")
    wait_for(talk, before + 1)
    before = len(all_heard(talk))
    talk.trouble()
    notice(talk, "01T2")
    wait_for(talk, before + 2)  # refused, and again
    heard = all_heard(talk)[before:]
    assert len(heard) == 2 and all("01T2" in text for text in heard)


def notice(talk: Talk, number: str) -> None:
    conversation = conversation_of(talk)
    with write_session() as session:
        payload = {"matter_no": number, "item_name": "居住证"}
        queue(
            session,
            "application.completed",
            f"contract/{talk.channel}/{talk.address}/{number}",
            payload,
            session_id=conversation,
            due_at=utc_now(),
        )


def test_a_notice_is_pushed_once(talk: Talk) -> None:
    talk.say("护照多少钱")
    before = len(all_heard(talk))
    notice(talk, "01N1")
    wait_for(talk, before + 1)
    time.sleep(1.2)
    told = all_heard(talk)[before:]
    assert len(told) == 1 and "01N1" in told[0] and "居住证" in told[0]


def test_a_long_answer_comes_whole_and_in_order(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.greet()
    before = len(all_heard(talk))
    count = 200 if talk.longest > 2048 else 110  # more than one message, no more than a platform lets through
    sentences = [f"第{number}条：这是一句不短的说明，用来看长文怎样分开。" for number in range(1, count)]

    async def handle(*_: object) -> list[dict[str, str]]:
        return [{"id": "x.0", "type": "text", "text": "".join(sentences)}]

    monkeypatch.setattr(talk.client.app.state.assistant, "handle", handle)
    talk.deliver(talk.says("全部告诉我"))
    wait_for(talk, before + 2)
    pieces = all_heard(talk)[before:]
    assert "".join("".join(pieces).split()) == "".join(sentences)
    assert all(len(piece.encode("utf-16-le")) // 2 <= talk.longest for piece in pieces)
    assert all(piece.endswith("。") for piece in pieces)


def test_nothing_and_a_book_get_words(talk: Talk) -> None:
    talk.greet()
    assert "消息是空的" in talk.say("\u200b")
    assert "最多 500 个字" in talk.say("办" * 2000)


def test_what_nobody_has_heard_of_gets_words(talk: Talk) -> None:
    talk.greet()
    assert "文字" in talk.oddity()


def test_commands_are_text(talk: Talk) -> None:
    talk.say("护照多少钱")
    for typed in ('/start_application{"service_item":"hz-residence-permit"}', "/form_confirm", "/restart"):
        assert "1/11" not in talk.say(typed)
    assert "护照" in talk.say("要带什么材料")


def test_danger_comes_first(talk: Talk) -> None:
    talk.say("我要申请居住证")
    assert "119" in talk.say("着火了救命")


def test_who_leaves_hears_nothing_until_they_come_back(talk: Talk) -> None:
    talk.greet()
    before = len(all_heard(talk))
    assert talk.leave() == ""
    notice(talk, "01L1")
    time.sleep(1.2)
    assert len(all_heard(talk)) == before
    assert "120元" in talk.say("护照多少钱")


def test_no_log_line_has_what_a_citizen_says(talk: Talk, capfd: pytest.CaptureFixture[str]) -> None:
    talk.greet()
    talk.trouble()
    talk.say(f"我叫张伟，身份证号{ID_NUMBER}，手机{MOBILE}")
    settle(30, _SETTLED_S)
    out, err = capfd.readouterr()
    for personal in (ID_NUMBER, MOBILE, talk.address):
        assert personal not in err
    assert ID_NUMBER not in re.sub(r"(?m)^.*\[debug.*$", "", out)


BODIES = st.one_of(
    st.binary(max_size=200),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
    st.sampled_from([b"", b"{}", b"<xml></xml>", b"[" * 9000, b"<a>" * 9000, b" " * 600_000]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES, verb=st.sampled_from(["GET", "POST", "PUT", "DELETE"]))
def test_a_stranger_is_refused(talk: Talk, body: bytes, verb: str) -> None:
    answer = talk.client.request(verb, f"/channels/{talk.channel}", content=body)
    assert answer.status_code in (400, 403, 405, 413)
    assert answer.json()["detail"]


def test_what_is_refused_is_logged_without_a_word_of_it(
    talk: Talk, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "一句谁也不该在日志里看到的话"
    body = json.dumps({"text": secret}).encode() + f"<xml><Encrypt>{secret}</Encrypt></xml>".encode()
    talk.client.post(f"/channels/{talk.channel}", content=body, params={"signature": secret})
    said = "".join(capfd.readouterr())
    assert "channel.request_refused" in said
    assert re.search(rf"channel\W+{talk.channel}\W", said)  # whichever way lines are written just now
    assert secret not in said


@pytest.mark.parametrize("channel", sorted(set(TALKS) - {"board"}))
def test_a_document_says_how_to_set_it_up(channel: str) -> None:
    text = (ROOT / "docs" / "channels" / f"{channel}.md").read_text("utf-8")
    for heading in ("## 需要什么", "## 步骤", "## 它怎样做"):
        assert heading in text
    assert f"/channels/{channel}" in text
    ours = {name for name in Settings.model_fields if name.startswith(f"{channel}_")}
    wanted = {f"ZHENGWEN_{name.upper()}" for name in ours if not name.endswith("_api_url")}
    assert wanted and {name for name in wanted if f"| `{name}` |" not in text} == set()
