"""A citizen who has proven their mobile is told where they last spoke."""

from __future__ import annotations

import time

from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.db.base import utc_now
from bot.db.models import CitizenChannel
from bot.db.session import read_session, write_session
from bot.services.notices.queue import queue
from bot.services.ports.sms import LOGGED
from tests.channels.apps.talk import TelegramTalk, settle
from tests.channels.citizen import Citizen

MOBILE = "13811112222"


def prove_on_telegram(talk: TelegramTalk) -> None:
    talk.say("/start")
    talk.say("登录")
    talk.say(MOBILE)
    assert "核验成功" in talk.say(LOGGED[MOBILE])


def test_a_web_case_moves_on_and_telegram_says_so_once(apps: TestClient, talk: TelegramTalk) -> None:
    web = Citizen(apps)
    web.say("登录")
    web.say(MOBILE)
    web.say(LOGGED[MOBILE])
    with write_session() as session:  # the minute between two codes is over
        from bot.db.models import OneTimeCode

        session.query(OneTimeCode).delete()
    prove_on_telegram(talk)
    with read_session() as session:
        rows = session.scalars(select(CitizenChannel).where(CitizenChannel.citizen_id.is_not(None))).all()
        assert {row.channel for row in rows} >= {"web", "telegram"}
    before = len(talk.received)
    with write_session() as session:
        payload = {"matter_no": "01C1", "item_name": "居住证"}
        queue(
            session, "application.completed", "notice/1", payload, session_id=web.session_id, due_at=utc_now()
        )
    until = time.monotonic() + 10
    while len(talk.received) == before and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1.0)
    settle()
    told = talk.received[before:]
    assert len(told) == 1 and "01C1" in told[0].body["text"]
