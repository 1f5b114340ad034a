"""Conversations and their turns on a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.assistant import conversations
from bot.assistant.conversations import NewTurn, TurnConflict
from bot.assistant.history import turns_of
from bot.assistant.messages import Message
from bot.db.base import utc_now

pytestmark = pytest.mark.usefixtures("empty_database")

ID = "web:0123456789abcdef"
GREETING: list[Message] = [
    {"id": "0.0", "type": "choices", "text": "您好", "choices": [{"title": "护照", "payload": "护照多少钱"}]}
]


def reply(seq: int, text: str = "回答", **fields: object) -> Message:
    return {"id": f"{seq}.0", "type": "text", "text": text, **fields}  # type: ignore[typeddict-item]


def say(seq: int, text: str = "问题", message_id: str | None = None, **fields: object) -> None:
    values = {
        "replies": [reply(seq)],
        "events": [{"event": "user"}],
        "state": {"slots": {"seq": seq}},
        **fields,
    }
    conversations.append(
        NewTurn(conversation_id=ID, seq=seq, message_id=message_id, user_text=text, **values)  # type: ignore[arg-type]
    )


@pytest.fixture(autouse=True)
def opened(empty_database: None) -> None:
    conversations.create(ID, "web", GREETING, hours=24)


def test_a_new_conversation_has_only_its_greeting() -> None:
    loaded = conversations.load(ID)
    assert loaded is not None
    assert (loaded.channel, loaded.turns, loaded.state, loaded.repeated) == ("web", 0, {}, None)
    assert loaded.choices == GREETING[0]["choices"]
    assert timedelta(hours=23) < loaded.expires_at - utc_now() <= timedelta(hours=24)


def test_an_unknown_conversation_is_none() -> None:
    assert conversations.load("web:nobody") is None
    assert turns_of("web:nobody") == []
    assert conversations.offered("web:nobody", 0, 0, 0) is None


def test_the_next_turn_finds_what_the_last_one_left() -> None:
    say(1, state={"slots": {"service_item": "护照"}, "active_loop": "service_form"})
    say(2, state={"slots": {"service_item": "居住证"}, "active_loop": None})
    loaded = conversations.load(ID)
    assert loaded is not None and loaded.turns == 2
    assert loaded.state == {"slots": {"service_item": "居住证"}, "active_loop": None}


def test_a_number_means_the_choices_of_the_last_message_that_had_any() -> None:
    last = [{"title": "是", "payload": "/form_pick"}]
    say(1, replies=[reply(1, choices=[{"title": "早", "payload": "/x"}]), reply(1, choices=last), reply(1)])
    loaded = conversations.load(ID)
    assert loaded is not None and loaded.choices == last
    say(2)  # offered nothing
    loaded = conversations.load(ID)
    assert loaded is not None and loaded.choices == []


def test_what_was_offered_is_found_by_its_place() -> None:
    say(
        1,
        replies=[
            reply(1),
            reply(1, choices=[{"title": "一", "payload": "/a"}, {"title": "二", "payload": "/b"}]),
        ],
    )
    assert conversations.offered(ID, 0, 0, 0) == {"title": "护照", "payload": "护照多少钱"}
    assert conversations.offered(ID, 1, 1, 1) == {"title": "二", "payload": "/b"}
    for place in [(1, 0, 0), (1, 1, 2), (1, 2, 0), (2, 0, 0), (0, 1, 0), (0, 0, 1)]:
        assert conversations.offered(ID, *place) is None


def test_the_history_is_in_order() -> None:
    say(1, "第一句")
    say(2, "第二句", replies=[reply(2, "甲"), reply(2, "乙")])
    said = turns_of(ID)
    assert [(row["from"], row["text"]) for row in said] == [
        ("bot", "您好"),
        ("user", "第一句"),
        ("bot", "回答"),
        ("user", "第二句"),
        ("bot", "甲"),
        ("bot", "乙"),
    ]
    assert said[1]["at"].endswith("+00:00")


def test_a_long_history_keeps_the_last_turns() -> None:
    for seq in range(1, 8):
        say(seq, f"第{seq}句")
    said = [row["text"] for row in turns_of(ID, limit=3) if row["from"] == "user"]
    assert said == ["第5句", "第6句", "第7句"]


def test_a_turn_is_saved_once() -> None:
    say(1, "先到")
    with pytest.raises(TurnConflict):
        say(1, "后到")
    loaded = conversations.load(ID)
    assert loaded is not None and loaded.turns == 1
    assert [row["text"] for row in turns_of(ID) if row["from"] == "user"] == ["先到"]


def test_a_conflict_leaves_nothing_half_saved() -> None:
    say(1, state={"slots": {"kept": True}})
    with pytest.raises(TurnConflict):
        say(1, state={"slots": {"kept": False}})
    loaded = conversations.load(ID)
    assert loaded is not None and loaded.state == {"slots": {"kept": True}}


def test_writers_at_the_same_time_never_interleave() -> None:
    def write(number: int) -> bool:
        try:
            say(1, f"第{number}个")
        except TurnConflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(8))) == 1
    assert sum(row["from"] == "user" for row in turns_of(ID)) == 1


def test_a_repeated_message_finds_its_first_reply() -> None:
    say(1, message_id="m-1", replies=[reply(1, "第一次的回答")])
    say(2)
    loaded = conversations.load(ID, "m-1")
    assert loaded is not None and loaded.repeated == [reply(1, "第一次的回答")]
    loaded = conversations.load(ID, "m-2")
    assert loaded is not None and loaded.repeated is None
    with pytest.raises(TurnConflict):
        say(3, message_id="m-1")
    say(3, message_id=None)  # many messages may have none


def test_a_message_id_belongs_to_its_conversation() -> None:
    conversations.create("web:other", "web", [], hours=1)
    say(1, message_id="m-1")
    loaded = conversations.load("web:other", "m-1")
    assert loaded is not None and loaded.repeated is None


def test_expired_conversations_are_deleted_with_their_turns() -> None:
    conversations.create("web:later", "web", GREETING, hours=48)
    say(1)
    assert conversations.delete_expired(utc_now() + timedelta(hours=25)) == 1
    assert conversations.all_ids() == ["web:later"]
    assert turns_of(ID) == []


def test_many_are_deleted_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """One long statement would outlast the time a statement may take, and be tried again for ever."""
    monkeypatch.setattr(conversations, "_AT_ONCE", 2)
    for number in range(4):
        conversations.create(f"web:old{number}", "web", [], hours=1)
    later = utc_now() + timedelta(hours=25)
    gone = [conversations.delete_expired(later) for _ in range(4)]
    assert gone == [2, 2, 1, 0] and conversations.all_ids() == []
