"""kill -9 while people write: nothing is lost, nothing is processed twice."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from bot.assistant.model import NoModel, latest_model
from tests.channels.apps import telegram_api
from tests.channels.apps.killed import House
from tests.channels.apps.platform import Platform
from tests.channels.apps.telegram_api import Person, Waiting

SAID = ["护照多少钱", "要带什么材料", "居住证在哪办", "要多久", "我要投诉", "路灯坏了半个月没人修"]


@pytest.mark.slow
def test_killed_again_and_again(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    try:
        latest_model()
    except NoModel as error:
        pytest.skip(str(error))
    waiting = Waiting()
    api = Platform(waiting.answer)
    house = House(tmp_path, ZHENGWEN_TELEGRAM_TOKEN=telegram_api.TOKEN, ZHENGWEN_TELEGRAM_API_URL=api.url)
    request.addfinalizer(house.close)
    house.prepared()
    people = [Person() for _ in range(3)]
    said = [person.says(text) for text in SAID for person in people]
    chance, third = random.Random(11), len(said) // 3
    for first in range(0, len(said), third):
        waiting.add(*said[first : first + third])
        process = house.start("telegram", "poll")
        last = first + third == len(said)
        enough = len(api.of("sendMessage")) + chance.randint(1, 5)
        until = time.monotonic() + 120
        while house.is_at_work(len(said)) if last else len(api.of("sendMessage")) < enough:
            assert process.poll() is None and time.monotonic() < until, house.log
            time.sleep(0.05)
        process.kill()
        process.wait()
    api.close()
    assert house.answered() == house.turns() == len(said)  # each was processed, once
    for person in people:
        texts = [c.body["text"] for c in api.of("sendMessage") if c.body["chat_id"] == str(person.chat_id)]
        assert len(dict.fromkeys(texts)) >= 1 + len(SAID), texts  # the greeting, and an answer each
