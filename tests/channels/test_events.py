"""`GET /api/chat/events` of a running service: told once, in order, from where one left off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.db.base import utc_now
from bot.db.session import reset_engines, write_session
from bot.services.notices.queue import queue
from bot.settings import get_settings
from tests.served import served


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("events")
    database = f"sqlite:///{folder / 'events.db'}"
    with served(database, folder / "serve.log") as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHENGWEN_DATABASE_URL", database)
        get_settings.cache_clear()
        reset_engines()
        yield address
        reset_engines()
    get_settings.cache_clear()
    reset_engines()


def tell(conversation_id: str, number: int) -> None:
    payload = {"matter_no": f"01C{number}", "item_name": "居住证"}
    key = f"{conversation_id}/{number}"
    with write_session() as session:
        queue(session, "application.accepted", key, payload, session_id=conversation_id, due_at=utc_now())


def listen(url: str, token: str, last: int, wanted: int) -> list[tuple[int, dict[str, Any]]]:
    """The next `wanted` messages after `last`."""
    headers = {"Authorization": f"Bearer {token}", **({"Last-Event-ID": str(last)} if last else {})}
    told: list[tuple[int, dict[str, Any]]] = []
    with httpx.stream("GET", f"{url}/api/chat/events", headers=headers, timeout=20) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        number = 0
        for line in response.iter_lines():
            if line.startswith("id: "):
                number = int(line[4:])
            elif line.startswith("data: ") and line != "data: {}":
                told.append((number, json.loads(line[6:])))
            if len(told) == wanted:
                return told
    raise AssertionError("the stream ended")


def test_a_status_change_is_pushed_once_and_resumed(url: str) -> None:
    opened = httpx.post(f"{url}/api/chat/sessions").json()
    me, token = opened["session_id"], opened["token"]
    other = httpx.post(f"{url}/api/chat/sessions").json()
    tell(other["session_id"], 9)
    for number in (1, 2):
        tell(me, number)
    first = listen(url, token, 0, 2)
    assert [number for number, _ in first] == [1, 2]
    assert [message["data"]["matter_no"] for _, message in first] == ["01C1", "01C2"]
    assert first[0][1]["type"] == "notice" and "居住证" in first[0][1]["text"]
    started = utc_now()
    tell(me, 3)
    assert [message["data"]["matter_no"] for _, message in listen(url, token, 2, 1)] == ["01C3"]
    assert utc_now() - started < timedelta(seconds=10)


def test_nobody_listens_to_somebody_else(url: str) -> None:
    assert httpx.get(f"{url}/api/chat/events").status_code == 401
    forged = {"Authorization": "Bearer x.y.z"}
    assert httpx.get(f"{url}/api/chat/events", headers=forged).status_code == 401


def test_a_mad_last_event_id_is_from_the_start(url: str) -> None:
    opened = httpx.post(f"{url}/api/chat/sessions").json()
    tell(opened["session_id"], 1)
    headers = {"Authorization": f"Bearer {opened['token']}", "Last-Event-ID": "9" * 40}
    with httpx.stream("GET", f"{url}/api/chat/events", headers=headers, timeout=20) as response:
        assert response.status_code == 200
        assert next(line for line in response.iter_lines() if line.startswith("id:")) == "id: 1"


def test_a_service_that_is_stopped_does_not_wait_for_those_who_listen(tmp_path: Path) -> None:
    with ExitStack() as house:
        address = house.enter_context(served(f"sqlite:///{tmp_path / 'stop.db'}", tmp_path / "serve.log"))
        token = httpx.post(f"{address}/api/chat/sessions").json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.stream("GET", f"{address}/api/chat/events", headers=headers, timeout=60) as response:
            assert next(response.iter_lines()).startswith("retry")
            house.close()  # stops it, and would give up after twenty seconds
    assert "Traceback" not in (tmp_path / "serve.log").read_text("utf-8")
