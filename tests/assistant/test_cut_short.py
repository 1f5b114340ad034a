"""A turn killed between the answer it wrote and the saving of itself: said again, it is answered as if for the first time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.assistant import conversations
from bot.assistant.assistant import Assistant
from bot.assistant.inbound import Inbound
from bot.db.session import read_session
from bot.services.applications import drafts
from tests.assistant.talk import Talk, apply


@pytest.fixture
def kill_once(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The next turn does what it does and is not saved, as when the process is killed in between."""
    real = conversations.append

    def die(_: Any) -> None:
        monkeypatch.setattr(conversations, "append", real)
        raise RuntimeError("the process died")

    return lambda: monkeypatch.setattr(conversations, "append", die)


def answers(talk: Talk) -> dict[str, str | None]:
    with read_session() as session:
        draft = drafts.find_open_draft(session, talk.id)
        assert draft is not None
        return dict(drafts.look_at(session, draft.id).content.answers)


UP_TO_ADDRESS = (
    "我要申请居住证",
    "不在",
    "满了",
    "租房",
    "同意",
    "张伟",
    "410184199003150013",
    "13912345678",
)


async def test_an_answer_is_not_taken_for_the_next_question(
    assistant: Assistant, kill_once: Callable[[], None]
) -> None:
    talk = Talk(assistant)
    for said in UP_TO_ADDRESS:
        await talk.say(said)
    assert talk.field == "address"
    for number in (1, 2):  # killed twice
        kill_once()
        assert "没有处理成功" in await talk.say(f"云江市江滨区幸福路{number}号")
    await talk.say("云江市江滨区幸福路18号3栋502室", "the-same")
    assert talk.field == "arrived_on"
    assert answers(talk)["address"] == "云江市江滨区幸福路18号3栋502室"
    assert "arrived_on" not in answers(talk)
    await talk.say("2024年3月1日")
    assert answers(talk)["arrived_on"] is not None
    assert answers(talk)["address"] == "云江市江滨区幸福路18号3栋502室"


async def test_another_answer_after_the_kill_counts(
    assistant: Assistant, kill_once: Callable[[], None]
) -> None:
    talk = Talk(assistant)
    for said in UP_TO_ADDRESS[:5]:
        await talk.say(said)
    assert talk.field == "name"
    kill_once()
    await talk.say("张伟")
    await talk.say("张建国")
    assert (talk.field, answers(talk)["name"]) == ("id_number", "张建国")


async def test_a_question_after_the_kill_asks_for_the_same_field(
    assistant: Assistant, kill_once: Callable[[], None]
) -> None:
    talk = Talk(assistant)
    for said in UP_TO_ADDRESS[:5]:
        await talk.say(said)
    kill_once()
    await talk.say("张伟")
    await talk.say("办居住证要多少钱")
    assert talk.field == "name"
    await talk.say("张伟")
    assert talk.field == "id_number"


async def test_going_back_twice_is_going_back_once(
    assistant: Assistant, kill_once: Callable[[], None]
) -> None:
    talk = Talk(assistant)
    for said in UP_TO_ADDRESS:
        await talk.say(said)
    kill_once()
    await talk.say("上一步")
    await talk.say("上一步")
    assert talk.field == "mobile"


async def test_so_with_what_is_no_application(assistant: Assistant, kill_once: Callable[[], None]) -> None:
    talk = Talk(assistant)
    await talk.say("我要投诉")
    kill_once()
    await talk.say("楼上天天打麻将到凌晨两点")
    await talk.say("楼上天天打麻将到凌晨两点")
    assert talk.field == "location"
    kill_once()
    await talk.say("幸福路18号")
    await talk.say("幸福路18号")
    assert talk.field == "happened"
    await talk.say("昨晚")
    assert talk.field == "target"


def confirm_button(talk: Talk) -> str:
    (found,) = [c["payload"] for m in talk.last for c in m.get("choices", []) if c["title"] == "确认提交"]
    return str(found)


async def press(talk: Talk, button: str) -> str:
    talk.last = await talk.assistant.handle(talk.id, Inbound(payload=button))
    return talk.words


async def test_confirmed_twice_says_the_same_receipt_twice(assistant: Assistant) -> None:
    """Two tabs, or an answer lost on its way: the second press finds no open form."""
    talk = Talk(assistant)
    await apply(talk)
    button, receipts = confirm_button(talk), []
    for _ in range(2):
        await press(talk, button)
        receipts += [m["data"]["case_no"] for m in talk.last if m["type"] == "receipt"]
    assert len(receipts) == 2 and len(set(receipts)) == 1
    assert "没有重复提交" in talk.words


async def test_so_with_a_booking(assistant: Assistant) -> None:
    talk = Talk(assistant)
    for said in ("预约法律援助", "最早的", "张伟", "13877776673"):
        await talk.say(said)
    button = confirm_button(talk)
    first, again = await press(talk, button), await press(talk, button)
    assert "预约编号：Y" in first
    assert "没有重复办理" in again and first.split("预约编号：")[1][:13] in again


async def test_what_was_left_is_not_said_to_be_filed(assistant: Assistant) -> None:
    talk = Talk(assistant)
    await apply(talk)
    button = confirm_button(talk)
    await talk.say("取消")
    assert "没有正在填写" in await press(talk, button)
