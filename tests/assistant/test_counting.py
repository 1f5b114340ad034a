"""What is asked in a real conversation is counted, with the place of its masked words and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.assistant import counting
from bot.assistant.assistant import Assistant
from bot.db.models import QuestionFact
from bot.db.session import read_session
from tests.assistant.talk import Talk, apply


@pytest.fixture
def talk(assistant: Assistant) -> Iterator[Talk]:
    yield Talk(assistant)


def counted(talk: Talk) -> list[QuestionFact]:
    query = select(QuestionFact).where(QuestionFact.conversation_id == talk.id).order_by(QuestionFact.id)
    with read_session() as session:
        return list(session.scalars(query))


async def test_a_conversation_becomes_facts(talk: Talk) -> None:
    for text in ("你好", "办护照要多少钱", "没用", "转人工", "江滨区哪里办居住证", "宇宙飞船几点起飞到火星"):
        await talk.say(text)
    found = counted(talk)
    assert [row.outcome for row in found[:4]] == ["answered", "useless", "handed_lost", "answered"]
    assert found[4].outcome in ("lost", "outside")
    passport = found[0]
    assert (passport.kind, passport.topic, passport.channel) == ("item", "crj-passport-first", "web")
    assert passport.department and passport.seq == 2
    assert found[3].region == "江滨区" and found[4].topic == ""


async def test_what_a_form_is_told_is_no_question_and_what_is_asked_in_between_is(talk: Talk) -> None:
    await apply(talk)
    assert counted(talk) == []
    await talk.say("护照多少钱？")
    assert [row.topic for row in counted(talk)] == ["crj-passport-first"]


async def test_a_turn_is_saved_whatever_counting_does(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "count", None)
    assert "护照" in await talk.say("办护照要多少钱")
    assert counted(talk) == []
    assert talk.state()["slots"]["service_item"] == "crj-passport-first"
