"""A turn is saved whole or not at all, and the next one finds what it left."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.assistant.assistant import Assistant
from bot.assistant.inbound import Inbound, UnknownConversation
from bot.assistant.tracker_store import SqlTrackerStore
from bot.db.session import get_engine
from tests.assistant.talk import Talk, apply


@pytest.fixture
def talk(assistant: Assistant) -> Talk:
    return Talk(assistant)


@pytest.fixture
def full_disk() -> Iterator[None]:
    """The database refuses the second half of saving a turn."""
    with get_engine().begin() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER full BEFORE UPDATE ON conversation BEGIN SELECT RAISE(ROLLBACK, 'disk is full'); END"
            )
        )
    yield
    with get_engine().begin() as connection:
        connection.execute(text("DROP TRIGGER full"))


async def test_slots_are_there_again_in_the_next_turn(talk: Talk) -> None:
    await talk.say("办护照要多少钱")
    assert talk.state()["slots"] == {"service_item": "crj-passport-first", "aspect": "fee"}
    assert "居住证" in await talk.say("那居住证呢")
    assert talk.state()["slots"]["aspect"] == "fee"


async def test_an_open_form_goes_on_in_the_next_turn(talk: Talk) -> None:
    await talk.say("我要申请居住证")
    state = talk.state()
    assert state["active_loop"] == "service_form"
    assert state["slots"]["requested_slot"] == "form_answer"
    assert state["slots"]["draft_id"]
    await talk.say("不在")
    assert talk.field == "half_year"


async def test_a_closed_form_is_closed(talk: Talk) -> None:
    await talk.say("我要申请居住证")
    await talk.say("取消")
    assert talk.state()["active_loop"] is None
    assert "requested_slot" not in talk.state()["slots"]


async def test_a_tracker_is_the_checkpoint_and_listens(assistant: Assistant, talk: Talk) -> None:
    await talk.say("我要申请居住证")
    store = SqlTrackerStore(assistant._agent.domain)
    tracker = await store.retrieve(talk.id)
    assert tracker is not None
    assert tracker.active_loop_name == "service_form"
    assert tracker.get_slot("service_item") == "hz-residence-permit"
    assert tracker.latest_action_name == "action_listen"
    assert await store.retrieve("web:nobody") is None


async def test_the_events_of_a_turn_are_one_row(talk: Talk) -> None:
    await talk.say("办护照要多少钱")
    await talk.say("你好")
    turns = talk.turns()
    assert [turn.seq for turn in turns] == [1, 2]
    for turn in turns:
        kinds = [event["event"] for event in turn.events]
        assert kinds.count("user") == 1 and "bot" in kinds
        assert kinds[0] == "user"
        assert turn.events[-1]["name"] == "action_listen"
    assert (turns[0].intent, turns[0].item_code) == ("ask_item", "crj-passport-first")
    assert turns[0].understood and turns[1].intent == "greet"


async def test_a_turn_that_was_not_understood_says_so(talk: Talk) -> None:
    await talk.say("量子纠缠蓝色香蕉")
    (turn,) = talk.turns()
    assert turn.outcome in ("lost", "out_of_scope", "clarified")
    assert turn.understood is (turn.outcome != "lost")


async def test_nothing_personal_is_kept_of_a_whole_application(talk: Talk) -> None:
    review = await apply(talk)
    assert "139****5678" in review
    await talk.click("确认提交")
    assert "办件编号" in talk.words
    kept = talk.kept()
    for personal in ("410184199003150013", "19900315", "13912345678", "张伟", "幸福路18号"):
        assert personal not in kept, personal


async def test_a_failing_database_is_said_with_a_number_and_nothing_is_half_saved(
    talk: Talk, full_disk: None
) -> None:
    words = await talk.say("办护照要多少钱")
    assert "没有处理成功" in words and "编号" in words and "12345" in words
    assert "120元" not in words  # what was composed was not saved, so it is not said
    assert talk.turns() == [] and talk.state() == {}


async def test_after_the_failure_the_conversation_goes_on_where_it_was(talk: Talk) -> None:
    await talk.say("办护照要多少钱")
    engine = get_engine()
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON turn BEGIN SELECT RAISE(ROLLBACK, 'disk is full'); END"
            )
        )
    try:
        assert "没有处理成功" in await talk.say("居住证在哪办", message_id="m-2")
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP TRIGGER full"))
    assert talk.state()["slots"]["service_item"] == "crj-passport-first"
    assert "护照" in await talk.say("要带什么材料", message_id="m-2")  # the same id was never answered
    assert [turn.seq for turn in talk.turns()] == [1, 2]


async def test_a_message_sent_twice_is_answered_once(talk: Talk) -> None:
    both = await asyncio.gather(
        *(talk.assistant.handle(talk.id, Inbound("护照多少钱", None, "m-1")) for _ in range(5))
    )
    assert all(reply == both[0] for reply in both)
    assert len(talk.turns()) == 1


async def test_an_unknown_conversation_is_refused(assistant: Assistant) -> None:
    with pytest.raises(UnknownConversation):
        await assistant.handle("web:nobody", Inbound(text="你好"))
    with get_engine().connect() as connection:
        assert (
            connection.execute(
                text("SELECT count(*) FROM turn WHERE conversation_id = 'web:nobody'")
            ).scalar()
            == 0
        )


async def test_outside_a_turn_nothing_is_saved(assistant: Assistant, talk: Talk) -> None:
    store = SqlTrackerStore(assistant._agent.domain)
    tracker = await store.retrieve(talk.id)
    assert tracker is not None
    with pytest.raises(RuntimeError):
        await store.save(tracker)
