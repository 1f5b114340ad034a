"""One message at a time per conversation, in the order they came."""

from __future__ import annotations

import asyncio
import gc

import pytest

from bot.assistant.locks import Busy, ConversationLocks


async def test_messages_of_one_conversation_are_answered_in_their_order() -> None:
    locks, done, inside = ConversationLocks(), [], 0

    async def answer(number: int) -> None:
        nonlocal inside
        async with locks.hold("web:1"):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            done.append(number)
            inside -= 1

    await asyncio.gather(*(answer(number) for number in range(20)))
    assert done == list(range(20))


async def test_conversations_do_not_wait_for_each_other() -> None:
    locks = ConversationLocks()
    async with locks.hold("web:1"), locks.hold("web:2"), locks.hold("telegram:1"):
        pass


async def test_who_waits_too_long_hears_so() -> None:
    locks = ConversationLocks(patience_s=0.02)
    async with locks.hold("web:1"):
        with pytest.raises(Busy, match="稍等"):
            async with locks.hold("web:1"):
                raise AssertionError("two at once")
    async with locks.hold("web:1"):
        pass


async def test_a_failing_answer_lets_the_next_one_in() -> None:
    locks = ConversationLocks(patience_s=0.02)
    with pytest.raises(ZeroDivisionError):
        async with locks.hold("web:1"):
            raise ZeroDivisionError
    async with locks.hold("web:1"):
        pass


async def test_a_cancelled_request_lets_the_next_one_in() -> None:
    locks = ConversationLocks(patience_s=10)

    async def forever() -> None:
        async with locks.hold("web:1"):
            await asyncio.Event().wait()

    running, waiting = asyncio.create_task(forever()), asyncio.create_task(forever())
    await asyncio.sleep(0.01)  # one answers, one waits
    waiting.cancel()
    running.cancel()
    await asyncio.gather(running, waiting, return_exceptions=True)
    async with locks.hold("web:1"):
        pass


async def test_idle_conversations_are_forgotten() -> None:
    locks = ConversationLocks()
    for number in range(100):
        async with locks.hold(f"web:{number}"):
            assert len(locks._locks) <= 2
    gc.collect()
    assert len(locks._locks) == 0
