"""The two hundredth turn costs what the tenth did: statements and events, not seconds, are counted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.assistant.assistant import Assistant
from bot.assistant.tracker_store import SqlTrackerStore
from tests.assistant.talk import Talk

TURNS = 200
TEXTS = (
    "办护照要多少钱",
    "要带什么材料",
    "那居住证呢",
    "你好",
    "转人工",
    "我要申请居住证",
    "不在",
    "取消",
    "今天天气怎么样",
    "在哪办",
)
PERIOD = len(TEXTS)
BY_THE_CLOCK = (
    "BEGIN",
    "catalogue_state",
    "faq_release",
    "policy_document",
    "lexicon_change",
    "house_setting",
    "holiday_override",
)


@contextmanager
def counting_statements() -> Iterator[list[str]]:
    statements: list[str] = []
    ours = threading.get_ident()  # caches are renewed beside the talk, and other tests' applications end late

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        # Caches ask by the clock whether anything is new: that depends on the machine, not on the conversation.
        if threading.get_ident() == ours and not any(word in statement for word in BY_THE_CLOCK):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", count)


@pytest.mark.slow
async def test_two_hundred_turns(assistant: Assistant) -> None:
    talk = Talk(assistant)
    store = SqlTrackerStore(assistant._agent.domain)
    statements, replayed, written = [], [], []
    for text in islice(cycle(TEXTS), TURNS):
        with counting_statements() as counted:
            assert await talk.say(text)
        statements.append(len(counted))
        tracker = await store.retrieve(talk.id)
        assert tracker is not None
        replayed.append(len(tracker.events))
        written.append(len(talk.turns()[-1].events) if len(statements) % 20 == 0 else 0)
    early, late = slice(PERIOD, 3 * PERIOD), slice(TURNS - 2 * PERIOD, TURNS)
    assert min(statements) >= 3
    assert statements[late] == statements[early]
    assert replayed[late] == replayed[early]
    assert max(replayed) < 40
    assert max(written) < 60
    assert [turn.seq for turn in talk.turns()] == list(range(1, TURNS + 1))
