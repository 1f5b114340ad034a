"""A person takes over, on every channel: the assistant is silent, the agent's words arrive once and in order."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from bot.assistant.delivery import WAYS
from bot.db.base import utc_now
from bot.db.models import Handover
from bot.db.session import read_session, write_session
from bot.services.handover import duty, holding, lines
from tests.channels.contract.talk import Talk
from tests.channels.contract.test_contract import all_heard, conversation_of, wait_for

AGENT = "staff:contract"


@pytest.fixture(autouse=True)
def agent() -> Iterator[None]:
    with write_session() as session:
        duty.start(session, AGENT, (), utc_now())
    yield
    with write_session() as session:
        duty.stop(session, AGENT, utc_now())


def claimed(talk: Talk) -> tuple[int, int]:
    """(the hand-over, how much the citizen has heard by then)."""
    conversation = conversation_of(talk)
    before = len(all_heard(talk))
    with write_session() as session:
        chat: int = session.scalar(select(func.max(Handover.id)).where(Handover.session_id == conversation))
        holding.claim(session, WAYS.push, chat, AGENT, 5, (), utc_now())
    wait_for(talk, before + 1)
    assert "人工 5 号为您服务" in talk.heard[-1]
    return chat, before + 1


def written(chat: int, count: int) -> list[str]:
    """What the citizen said to the agent, once there is as much as that."""
    ends = time.monotonic() + 30
    while True:
        with read_session() as session:
            said = [line.text for line in lines.after(session, chat, 0) if line.who == "citizen"]
        if len(said) >= count or time.monotonic() > ends:
            return said
        time.sleep(0.02)


def test_a_person_takes_over_and_gives_back(talk: Talk) -> None:
    talk.greet()
    talk.say("护照多少钱")
    assert "为您转人工" in talk.say("转人工")
    assert "可以看到您之前" in talk.press("可以看")
    chat, before = claimed(talk)
    already = len(written(chat, 0))
    update = talk.says("居住证在哪办")
    assert {talk.deliver(update).status_code for _ in range(3)} == {200}  # the platform repeats itself
    assert written(chat, already + 1)[already:] == ["居住证在哪办"]
    assert talk.say("1") == ""
    assert written(chat, already + 2)[already:] == ["居住证在哪办", "1"]
    for text in ("第一句", "第二句", "第三句"):
        with write_session() as session:
            holding.speak(session, WAYS.push, chat, AGENT, text, utc_now())
    heard = "\n".join(all_heard(talk)[before:])  # an app may put several into one message
    assert heard.count("【人工 5 号】") == 3 and "办理地点" not in heard
    assert heard.index("第一句") < heard.index("第二句") < heard.index("第三句")
    assert "119" in talk.say("家里着火了")
    assert "人工服务已结束" in talk.say("结束人工")
    assert "120元" in talk.say("护照多少钱")


def test_a_service_an_agent_sends_is_begun(talk: Talk) -> None:
    talk.say("人工客服")
    chat, before = claimed(talk)
    item = ("hz-residence-permit", "居住证首次申领")
    with write_session() as session:
        holding.offer_service(session, WAYS.push, chat, AGENT, *item, utc_now())
    wait_for(talk, before + 1)
    assert "常住户口" in talk.say("开始办理居住证首次申领")
