"""kill -9 in the middle, on every channel at once: nothing is lost, nothing is processed twice."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bot.assistant.model import NoModel, latest_model
from tests.channels.apps.city import Servers
from tests.channels.apps.killed import House
from tests.channels.apps.talk import TelegramTalk
from tests.channels.apps.wechat_talk import WeChatTalk
from tests.channels.apps.wecom_talk import WeComTalk

# Each can be answered without the one before, and the word its answer has: they are posted side by side.
SAID = {
    "护照多少钱": "120元",
    "居住证在哪办": "居住证",
    "身份证丢了怎么补办": "身份证",
    "失业保险金怎么领": "失业",
}


@pytest.fixture
def servers() -> Iterator[Servers]:
    servers = Servers()
    yield servers
    servers.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port() -> int:
    return _free_port()


@pytest.fixture
def house(tmp_path: Path, servers: Servers, port: int) -> Iterator[House]:
    try:
        latest_model()
    except NoModel as error:
        pytest.skip(str(error))
    house = House(tmp_path, PORT=str(port), **servers.settings)
    yield house
    house.close()


@pytest.mark.slow
def test_nothing_is_lost_or_processed_twice(house: House, servers: Servers, port: int) -> None:
    house.prepared()
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)
    talks = [
        made
        for _ in range(2)
        for made in (
            TelegramTalk(client, servers.telegram),  # type: ignore[arg-type]
            WeChatTalk(client, servers.wechat),  # type: ignore[arg-type]
            WeComTalk(client, servers.wecom),  # type: ignore[arg-type]
        )
    ]
    updates = [(talk, talk.says(text)) for text in SAID for talk in talks]
    process = house.start("serve")
    ready(client, house)
    taken: list[bool] = []
    with ThreadPoolExecutor(6) as pool:
        posted = [pool.submit(deliver, talk, update) for talk, update in updates]
        while house.answered() < len(updates) // 3:
            time.sleep(0.02)
        process.kill()
        process.wait()
        taken = [each.result() for each in posted]
    assert 0 < house.answered() < len(updates), "it was killed too early or too late"
    process = house.start("serve")
    ready(client, house)
    for (talk, update), was_taken in zip(updates, taken, strict=True):
        # The platforms repeat what got no 200; 微信客服 does not, it is asked at the start. A few come twice.
        if talk.channel != "wecom" and (not was_taken or talk is talks[0]):
            assert deliver(talk, update)
    until = time.monotonic() + 90
    while house.is_at_work(len(updates)):
        assert time.monotonic() < until and process.poll() is None, house.log
        time.sleep(0.1)
    process.kill()
    process.wait()
    client.close()
    assert house.answered() == house.turns() == len(updates)
    for talk in talks:
        heard = "\n".join(talk.heard)
        assert [word for word in SAID.values() if word not in heard] == [], f"{talk.channel}\n{heard}"


def ready(client: httpx.Client, house: House) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(house.log)


def deliver(talk: TelegramTalk | WeChatTalk | WeComTalk, update: dict[str, str]) -> bool:
    """False when nobody was there to take it."""
    try:
        return talk.deliver(update).status_code == 200
    except httpx.TransportError:
        return False
