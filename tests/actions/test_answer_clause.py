"""Quoting an article: from a text, from a button, of a law that has just been repealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import answer_clause as module
from bot.actions.answer_clause import ActionAnswerClause
from bot.services import turn
from bot.services.policies.view import PolicyView
from tests.nlu.small_law import DOGS

KEY = f"{DOGS.title}#第四条"


@pytest.fixture
def law(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, PolicyView]]:
    """The documents in force; a test may take one away."""
    known = {DOGS.title: DOGS}
    monkeypatch.setattr(module, "policies", known)
    yield known


def said(
    message: dict[str, Any], loop: str | None = None
) -> tuple[dict[str, Any], list[dict[str, Any]], str]:
    dispatcher = CollectingDispatcher()
    active = {"name": loop} if loop else {}
    tracker = Tracker("web:test", {}, {"text": "", **message}, [], False, None, active, None)
    with turn.turn() as notes:
        events = ActionAnswerClause().run(dispatcher, tracker, {})
    (reply,) = dispatcher.messages
    return reply, list(events), notes.outcome


def understood(choices: tuple[dict[str, Any], ...] = (), lines: tuple[int, ...] = ()) -> dict[str, Any]:
    answer = {"kind": "clause", "key": KEY, "title": "", "score": 0.9, "aspects": (), "lines": lines}
    return {"understanding": {"answer": answer, "choices": choices, "aspects": []}}


def test_a_question_gets_the_article_with_its_source(law: object) -> None:
    reply, events, outcome = said(understood())
    assert reply["text"].startswith("【政策原文】《云江市犬只登记办法》")
    assert reply["custom"]["source"]["basis"].endswith("第四条")
    assert {"event": "slot", "name": "lost_count", "value": 0, "timestamp": None} in events
    assert outcome == "clause"


def test_a_button_gets_it_too(law: object) -> None:
    reply, _, _ = said({"entities": [{"entity": "clause", "value": KEY}]})
    assert "处二百元罚款" in reply["text"]


def test_what_else_may_be_meant_stands_below_but_not_in_a_form(law: object) -> None:
    choice = {"kind": "faq", "key": "dog_vaccine", "title": "狗要打疫苗吗", "score": 0.2}
    reply, _, _ = said(understood((choice,)))
    assert [button["title"] for button in reply["buttons"]] == ["狗要打疫苗吗", "不是我要问的"]
    reply, _, _ = said(understood((choice,)), loop="service_form")
    assert not reply["buttons"]


def test_a_law_that_is_gone_is_not_quoted(law: dict[str, PolicyView]) -> None:
    law.clear()
    reply, _, _ = said(understood())
    assert "停止引用" in reply["text"] and "12345" in reply["text"] and not reply["custom"]


def test_of_a_long_article_the_lines_that_answer_are_quoted(law: dict[str, PolicyView]) -> None:
    lines = ["总述：", *(f"（{at}）{'字' * 60}；" for at in "一二三四五六七八九"), "遛狗不牵绳的，处警告。"]
    law[DOGS.title] = replace(DOGS, articles=(replace(DOGS.articles[1], text="\n".join(lines)),))
    reply, _, _ = said(understood(lines=(10, 4)))
    assert "（节选）" in reply["text"] and lines[10] in reply["text"] and lines[4] in reply["text"]
    assert lines[9] not in reply["text"]


@pytest.mark.parametrize("value", [None, "", "没有#第一条", "乱写", {"a": 1}])
def test_a_button_that_names_nothing_is_answered(law: object, value: object) -> None:
    reply, _, _ = said({"entities": [{"entity": "clause", "value": value}]})
    assert "12345" in reply["text"]
