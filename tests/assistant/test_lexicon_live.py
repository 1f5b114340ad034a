"""Citizens' words beside the official one: what a change does is known before, and everybody is answered by it after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

from bot.console.faq.ask import only_read
from bot.console.lexicon.impact import impact
from bot.db.base import utc_now
from bot.db.models import GoldenQuestion, LexiconChange
from bot.db.session import write_session
from bot.nlu.knowledge import knowledge_base
from bot.services.drafts.errors import WorkError
from bot.services.lexicon import changes

QUESTION = "户本找不到了怎么办"


@pytest.fixture(autouse=True)
def as_it_was(client: TestClient) -> Iterator[None]:
    yield
    with write_session() as session:
        session.execute(delete(LexiconChange))
        session.execute(delete(GoldenQuestion))
    knowledge_base._load()


def test_the_effect_is_worked_out_and_then_seen(client: TestClient) -> None:
    knowledge_base._load()
    code = next(
        code for code, item in knowledge_base.current().items.items() if item.name == "居民户口簿补发换发"
    )
    with write_session() as session:
        session.add(GoldenQuestion(text=QUESTION, kind="item", key=code, added_by="staff:lin"))
        number = changes.propose(session, "居民户口簿", [], False, "staff:lin", "试试", utc_now())
    found = impact(number, only_read)
    (row,) = [each for each in found["worse"] if each["question"] == QUESTION]
    assert found["asked"] >= 300 and row["before"] == "答事项：居民户口簿补发换发" != row["after"]
    with write_session() as session:
        changes.report(session, number, found)
        with pytest.raises(WorkError, match="变差"):
            changes.approve(session, number, "staff:chen", utc_now())

    def ask() -> str:
        """By somebody new: nothing of an earlier question is carried over."""
        started = client.post("/api/chat/sessions").json()
        headers = {"Authorization": f"Bearer {started['token']}"}
        answer = client.post("/api/chat/messages", json={"text": QUESTION}, headers=headers)
        return str(answer.json()["messages"][0]["text"])

    before = ask()
    with write_session() as session:
        changes.report(session, number, {**found, "worse": []})
        changes.approve(session, number, "staff:chen", utc_now())
    for _ in range(800):  # the index is built beside the talk
        after = ask()
        if after != before:
            break
    assert "居民户口簿补发换发" in before and after != before
