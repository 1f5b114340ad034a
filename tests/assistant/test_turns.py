"""Two replicas and one citizen: in order, one at a time, with a killed replica stepped over; on a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from itertools import pairwise

import pytest
from sqlalchemy.engine import Engine

import bot.assistant.database_turns as database_turns
import bot.assistant.redis_turns as redis_turns
from bot.assistant.database_turns import DatabaseTurns
from bot.assistant.locks import Busy, ConversationLocks, Turns
from bot.assistant.redis_turns import RedisTurns
from bot.assistant.turns import AloneTurns, InLine
from tests.assistant.redis_server import RedisServer

ROUNDS = 30


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


Replicas = Callable[..., list[ConversationLocks]]


@pytest.fixture
async def replicas() -> AsyncIterator[Replicas]:
    """Makes replicas, each with locks of its own."""
    made: list[Turns] = []

    def make(*turns: Turns, patience_s: float = 10.0) -> list[ConversationLocks]:
        made.extend(turns)
        return [ConversationLocks(patience_s, each) for each in turns]

    yield make
    for turns in made:
        await turns.close()


class Both:
    def __init__(self, replicas: list[ConversationLocks]) -> None:
        self.replicas = replicas
        self.inside = 0
        self.done: list[int] = []

    async def answer(self, number: int, conversation: str = "web:1") -> None:
        async with self.replicas[number % len(self.replicas)].hold(conversation):
            self.inside += 1
            assert self.inside == 1
            await asyncio.sleep(0.002)
            self.done.append(number)
            self.inside -= 1


class Watched(RedisTurns):
    """Counts whom Redis has put into the line."""

    in_line = 0

    async def line_up(self, conversation_id: str) -> str:
        ticket = await super().line_up(conversation_id)
        self.in_line += 1
        return ticket


async def test_one_at_a_time_in_the_order_they_came(redis: RedisServer, replicas: Replicas) -> None:
    turns = [Watched(redis.url), Watched(redis.url)]
    both = Both(replicas(*turns))
    sent = []
    for number in range(ROUNDS):
        sent.append(asyncio.create_task(both.answer(number)))
        # The next one is sent once this one stands in the line.
        while sum(each.in_line for each in turns) <= number:
            await asyncio.sleep(0.001)
    await asyncio.gather(*sent)
    assert both.done == list(range(ROUNDS))


async def test_sent_at_once_to_both_none_overlaps_and_none_is_lost(
    redis: RedisServer, replicas: Replicas
) -> None:
    both = Both(replicas(*(RedisTurns(redis.url) for _ in range(3))))
    await asyncio.gather(*(both.answer(number) for number in range(ROUNDS * 2)))
    assert sorted(both.done) == list(range(ROUNDS * 2))
    for first in range(3):  # what came to one replica stays in its order
        mine = [number for number in both.done if number % 3 == first]
        assert all(a < b for a, b in pairwise(mine))


async def test_a_killed_replica_is_stepped_over(
    redis: RedisServer, replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_turns, "LEASE_S", 0.3)
    dead, alive = RedisTurns(redis.url), RedisTurns(redis.url)
    await dead.line_up("web:killed")
    dead._held.clear()  # nobody keeps it alive any more
    _, survivor = replicas(dead, alive, patience_s=5)
    async with survivor.hold("web:killed"):
        pass


async def test_a_slow_turn_keeps_its_place(
    redis: RedisServer, replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_turns, "LEASE_S", 0.4)
    monkeypatch.setattr(redis_turns, "_KEEP_ALIVE_S", 0.05)
    slow, other = replicas(RedisTurns(redis.url), RedisTurns(redis.url), patience_s=0.8)
    async with slow.hold("web:slow"):
        with pytest.raises(Busy):
            async with other.hold("web:slow"):
                raise AssertionError("two at once")
    async with other.hold("web:slow"):
        pass


async def test_who_hangs_up_or_fails_lets_the_next_one_in(redis: RedisServer, replicas: Replicas) -> None:
    one, two = replicas(RedisTurns(redis.url), RedisTurns(redis.url))
    with suppress(ZeroDivisionError):
        async with one.hold("web:2"):
            raise ZeroDivisionError

    async def forever() -> None:
        async with one.hold("web:2"):
            await asyncio.Event().wait()

    running, waiting = asyncio.create_task(forever()), asyncio.create_task(forever())
    await asyncio.sleep(0.05)
    waiting.cancel()
    running.cancel()
    await asyncio.gather(running, waiting, return_exceptions=True)
    async with two.hold("web:2"):
        pass


@pytest.fixture
def postgres(postgres_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_turns, "get_engine", lambda: postgres_engine)


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres")
async def test_postgresql_keeps_replicas_apart_without_redis(replicas: Replicas) -> None:
    both = Both(replicas(DatabaseTurns(), DatabaseTurns()))
    await asyncio.gather(*(both.answer(number) for number in range(ROUNDS)))
    assert sorted(both.done) == list(range(ROUNDS))


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres")
async def test_who_gives_up_waiting_does_not_free_the_turn_of_another(replicas: Replicas) -> None:
    mine, other = replicas(DatabaseTurns(), DatabaseTurns(), patience_s=0.05)
    async with mine.hold("web:3"):
        for impatient in (mine, other):
            with pytest.raises(Busy):
                async with impatient.hold("web:3"):
                    raise AssertionError("two at once")
        with pytest.raises(Busy):
            async with other.hold("web:3"):
                raise AssertionError("freed by who gave up")


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres")
async def test_redis_gone_and_back(
    tmp_path_factory: pytest.TempPathFactory, replicas: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.assistant.turns._AGAIN_S", 0.05)
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    ways = [InLine(RedisTurns(server.url), DatabaseTurns()) for _ in range(2)]
    both = Both(replicas(*ways))
    try:
        await asyncio.gather(*(both.answer(number) for number in range(10)))
        assert all(way.redis_answers for way in ways)
        server.stop()
        await asyncio.gather(*(both.answer(number) for number in range(10, 20)))
        assert not any(way.redis_answers for way in ways)
        server.start()
        await asyncio.sleep(0.1)
        await asyncio.gather(*(both.answer(number) for number in range(20, 30)))
        assert all(way.redis_answers for way in ways)
    finally:
        server.stop()
    assert sorted(both.done) == list(range(30))
    assert all(not way._places for way in ways)


async def test_redis_lost_while_waiting_is_no_dead_end(
    tmp_path_factory: pytest.TempPathFactory, replicas: Replicas
) -> None:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    one, two = replicas(*(InLine(RedisTurns(server.url), AloneTurns()) for _ in range(2)))

    async def wait() -> str:
        async with two.hold("web:4"):
            return "answered"

    async with one.hold("web:4"):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.1)
        assert not waiting.done()
        server.stop()
        assert await waiting == "answered"
