"""A platform that does not answer for days is asked again, and not given up by a number grown too big."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.messaging.backoff import pause_after
from bot.channels.messaging.channel import Later
from bot.channels.telegram import poll
from bot.channels.wecom import sync

DAYS = 2_000  # failures in a row: more than a float has powers of two


class Enough(BaseException):
    """Ends the loop, as cancelling does."""


class Pauses:
    """In the place of `asyncio.sleep`: remembers how long, and ends it after so many."""

    def __init__(self, most: int) -> None:
        self.taken: list[float] = []
        self._most = most

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        if len(self.taken) >= self._most:
            raise Enough


async def nothing_comes(_: object) -> None:
    raise AssertionError("there is nothing to receive")


def test_pauses_grow_to_the_longest() -> None:
    assert [pause_after(failures, 30.0) for failures in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert pause_after(DAYS, 60.0) == 60.0


def test_wecom_is_asked_for_days(monkeypatch: pytest.MonkeyPatch) -> None:
    class Down:
        async def call(self, *_: Any) -> dict[str, Any]:
            raise Later("HTTP 502")

    pauses = Pauses(DAYS)
    monkeypatch.setattr(sync.asyncio, "sleep", pauses)
    monkeypatch.setattr(sync, "_first_of_ours", lambda: 0)
    with pytest.raises(Enough):
        asyncio.run(sync.Sync(Down()).run(nothing_comes))  # type: ignore[arg-type]
    assert pauses.taken[:3] == [1, 2, 4] and pauses.taken[-1] == max(pauses.taken)


def test_telegram_is_asked_for_days(monkeypatch: pytest.MonkeyPatch) -> None:
    class Down:
        async def post(self, *_: Any, **__: Any) -> Any:
            raise OSError("no route")

    pauses = Pauses(DAYS)
    monkeypatch.setattr(poll.asyncio, "sleep", pauses)
    monkeypatch.setattr(poll, "_last_stored", lambda: 0)
    with pytest.raises(Enough):
        asyncio.run(poll.Poller("http://127.0.0.1:1", Down()).run(nothing_comes))  # type: ignore[arg-type]
    assert pauses.taken[:3] == [1, 2, 4] and pauses.taken[-1] == max(pauses.taken)
