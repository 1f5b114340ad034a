"""kill -9 while people write: nothing is lost, nothing is processed twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.assistant.model import NoModel, latest_model
from bot.db.models import ChannelDelivery, ChannelUpdate, Turn
from bot.db.session import make_engine
from bot.settings import ROOT
from tests.channels.apps import telegram_api
from tests.channels.apps.platform import Platform
from tests.channels.apps.telegram_api import Person, Waiting

SAID = ["护照多少钱", "要带什么材料", "居住证在哪办", "要多久", "我要投诉", "路灯坏了半个月没人修"]


class House:
    """The product in a process of its own, on a database that outlives it."""

    def __init__(self, folder: Path, api_url: str) -> None:
        self.engine = make_engine(f"sqlite:///{folder / 'city.db'}", timeout_s=20)
        self._log = folder / "poll.log"
        self._environment = {
            "ZHENGWEN_DATABASE_URL": f"sqlite:///{folder / 'city.db'}",
            "ZHENGWEN_DATABASE_TIMEOUT_S": "20",
            "ZHENGWEN_MODEL_DIR": str(latest_model().parent),
            "ZHENGWEN_TELEGRAM_TOKEN": telegram_api.TOKEN,
            "ZHENGWEN_TELEGRAM_API_URL": api_url,
        }

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        import os

        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "bot", *command],
                cwd=ROOT,
                env={**os.environ, **self._environment},
                stdout=log,
                stderr=log,
            )

    def done(self, *command: str) -> None:
        assert self.start(*command).wait(120) == 0, self.log

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def count(self, *conditions: object) -> int:
        with Session(self.engine, future=True) as session:
            return int(session.scalar(select(func.count()).where(*conditions)) or 0)


@pytest.mark.slow
def test_killed_again_and_again(tmp_path: Path) -> None:
    try:
        latest_model()
    except NoModel as error:
        pytest.skip(str(error))
    waiting = Waiting()
    api = Platform(waiting.answer)
    house = House(tmp_path, api.url)
    house.done("db", "upgrade")
    house.done("db", "seed")
    people = [Person() for _ in range(3)]
    said = [person.says(text) for text in SAID for person in people]
    chance, third = random.Random(11), len(said) // 3
    for first in range(0, len(said), third):
        waiting.add(*said[first : first + third])
        process = house.start("telegram", "poll")
        last = first + third == len(said)
        enough = len(api.of("sendMessage")) + chance.randint(1, 5)
        until = time.monotonic() + 120
        while _unfinished(house, len(said)) if last else len(api.of("sendMessage")) < enough:
            assert process.poll() is None and time.monotonic() < until, house.log
            time.sleep(0.05)
        process.kill()
        process.wait()
    api.close()
    assert house.count(ChannelUpdate.state == "done") == len(said)
    assert house.count(Turn.seq > 0, Turn.message_id.is_not(None)) == len(said)  # each was processed once
    for person in people:
        texts = [c.body["text"] for c in api.of("sendMessage") if c.body["chat_id"] == str(person.chat_id)]
        assert len(dict.fromkeys(texts)) >= 1 + len(SAID), texts  # the greeting, and an answer each


def _unfinished(house: House, count: int) -> bool:
    return (
        house.count(ChannelUpdate.state == "done") < count
        or house.count(ChannelDelivery.state == "waiting") > 0
    )
