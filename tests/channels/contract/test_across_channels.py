"""One citizen, several channels: a draft goes on elsewhere, and a notice finds where they spoke last."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import count

import pytest
from fastapi.testclient import TestClient

from bot.db.base import utc_now
from bot.db.models import OneTimeCode
from bot.db.session import write_session
from bot.services.notices.queue import queue
from bot.services.ports.sms import LOGGED
from tests.channels.apps.applying import ADDRESS, ID_NUMBER, NAME
from tests.channels.apps.talk import settle
from tests.channels.citizen import Citizen, texts
from tests.channels.contract.talk import Talk
from tests.channels.contract.test_contract import conversation_of, wait_for

_mobiles: Iterator[int] = count(13700001000)
_notices = count(1)


def prove(say: object, mobile: str, by: str = "登录") -> str:
    """Says `by`, the mobile, and the code that was sent to it."""
    with write_session() as session:  # a minute must pass between two codes
        session.query(OneTimeCode).delete()
    say(by)  # type: ignore[operator]
    say(mobile)  # type: ignore[operator]
    return str(say(LOGGED[mobile]))  # type: ignore[operator]


def web(city: TestClient) -> Citizen:
    return Citizen(city)


def test_a_draft_of_the_website_goes_on_and_is_filed_once(city: TestClient, talk: Talk) -> None:
    mobile = str(next(_mobiles))
    citizen = web(city)
    for text in ("我要申请居住证", "否", "是", "租房", "同意", NAME, ID_NUMBER):
        citizen.say(text)
    given = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", texts(citizen.say("取消")))
    assert given
    talk.greet()
    prove(talk.say, mobile, "我有暂存码")
    assert "暂存码不对" in talk.say("ABCD-2345")
    assert "接过来了" in talk.say(given[0])
    words = talk.press("接着填")
    assert "手机号码" in words and NAME not in words
    for answer in (mobile, ADDRESS, "2024年3月1日", "租赁房屋", "窗口自取", "跳过"):
        words = talk.say(answer)
    assert "请核对" in words and "410184" in words and ID_NUMBER not in words, words
    case = re.search(r"办件编号：(\S+)", talk.press("确认提交"))
    assert case
    # It is the same citizen's on both sides, and the code is good for nobody else.
    assert "没有找到" in texts(citizen.say("继续上次的申请"))
    prove(lambda text: texts(citizen.say(text)), mobile)
    assert case[1] in texts(citizen.say("我的办件"))
    stranger = web(city)
    prove(lambda text: texts(stranger.say(text)), str(next(_mobiles)), "我有暂存码")
    assert "暂存码不对" in texts(stranger.say(given[0]))


def test_a_draft_of_the_app_goes_on_on_the_website(city: TestClient, talk: Talk) -> None:
    talk.greet()
    for text in ("我要申请居住证", "否", "是", "租房", "同意", NAME):
        talk.say(text)
    given = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", talk.say("取消"))
    assert given
    citizen = web(city)
    prove(citizen.say, str(next(_mobiles)), "我有暂存码")
    assert "接过来了" in texts(citizen.say(given[0]))
    assert "公民身份号码" in texts(citizen.click("接着填"))


def test_a_notice_goes_where_they_spoke_last(city: TestClient, talk: Talk) -> None:
    mobile = str(next(_mobiles))
    citizen = web(city)
    prove(citizen.say, mobile)
    talk.greet()
    assert "核验成功" in prove(talk.say, mobile)
    before = len(talk.heard)
    told(citizen.session_id, "01A1")  # a case of the website
    wait_for(talk, before + 1)
    assert "01A1" in talk.heard[-1]
    citizen.say("护照多少钱")  # now they are on the website
    told(conversation_of(talk), "01A2")  # a case of the app
    assert "01A2" in events(citizen)
    assert "01A1" not in events(citizen)
    settle()
    assert not any("01A2" in text for text in talk.heard)


def told(conversation: str, number: str) -> None:
    with write_session() as session:
        payload = {"matter_no": number, "item_name": "居住证"}
        queue(
            session,
            "application.completed",
            f"across/{next(_notices)}",
            payload,
            session_id=conversation,
            due_at=utc_now(),
        )


def events(citizen: Citizen, within_s: float = 8.0) -> str:
    """What the website was pushed."""
    from bot.db.session import read_session
    from bot.services.notices.events import after

    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        with read_session() as session:
            found = "".join(pushed.message["text"] for pushed in after(session, citizen.session_id, 0))
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("nothing was pushed")


@pytest.mark.parametrize("text", ["退出登录"])
def test_who_logs_out_is_told_nothing_more_of_it(city: TestClient, talk: Talk, text: str) -> None:
    mobile = str(next(_mobiles))
    citizen = web(city)
    prove(citizen.say, mobile)
    talk.greet()
    prove(talk.say, mobile)
    assert "已退出登录" in talk.say(text)
    before = len(talk.heard)
    told(citizen.session_id, "01O1")
    assert "01O1" in events(citizen)
    settle()
    assert len(talk.heard) == before
