"""A model out of the database: every replica changes to it while it talks, and back; a broken one changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, update

from bot.assistant import follow_model as following
from bot.assistant import model
from bot.assistant.model import latest_model, model_in_use, software
from bot.assistant.signature import signature_for
from bot.db.base import utc_now
from bot.db.models import ModelRun
from bot.db.session import write_session
from bot.services.training import runs


def put(archive: bytes, base: str, signature: str = "") -> int:
    """A model let into use, signed as our own training signs it unless another signature is given."""
    stored = runs.Stored(archive, signature or signature_for(archive))
    with write_session() as session:
        number = runs.begin(session, "staff:lin", True, {}, base, utc_now())
        runs.finish(session, number, runs.READY, {}, stored, utc_now())
    with write_session() as session:
        runs.activate(session, number, base, "staff:chen", utc_now())
    return number


@pytest.fixture(autouse=True)
def no_runs(client: TestClient) -> Iterator[None]:
    yield
    with write_session() as session:
        session.execute(delete(ModelRun))


def test_a_model_of_other_software_is_not_loaded(client: TestClient) -> None:
    put(b"whatever", "older")
    assert model_in_use() == latest_model()


def test_what_is_not_what_was_trained_is_not_loaded(client: TestClient) -> None:
    number = put(b"one", software())
    with write_session() as session:
        session.execute(update(ModelRun).where(ModelRun.id == number).values(archive=b"two"))
    assert model_in_use() == latest_model()


def test_one_that_cannot_be_unpacked_leaves_the_shipped_one(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that may only be read, a full disk: a replica that starts anew must serve all the same."""
    put(b"one", software())
    monkeypatch.setattr(model, "_UNPACKED", "zhengwen.tar.gz")  # a file: no folder can be made of it
    assert model_in_use() == latest_model()


def test_only_the_latest_models_stay_on_the_disk(client: TestClient) -> None:
    first, *_, last = [(put(f"model {each}".encode(), software()), model_in_use())[1] for each in range(5)]
    there = list(last.parent.glob("run-*"))
    assert last in there and first not in there
    assert len(there) == 2 * model._KEPT  # each with its signature


def test_the_running_assistant_changes_over_and_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lifespan of `client` follows; a conversation goes on across the change."""
    monkeypatch.setattr(following, "EVERY_S", 0.05)
    assistant = client.app.state.assistant  # type: ignore[attr-defined]
    shipped = assistant.model_name
    started = client.post("/api/chat/sessions").json()
    headers = {"Authorization": f"Bearer {started['token']}"}

    def ask(text: str) -> str:
        answer = client.post("/api/chat/messages", json={"text": text}, headers=headers)
        assert answer.status_code == 200
        return str(answer.json()["messages"][0]["text"])

    def changed_to(name: str) -> bool:
        for _ in range(600):
            assert ask("居住证多少钱")  # never silent meanwhile
            if assistant.model_name == name:
                return True
        return False

    archive = latest_model().read_bytes()
    number = put(archive, software())
    assert changed_to(f"run-{number}-{hashlib.sha256(archive).hexdigest()[:12]}.tar.gz")
    assert "居住证" in ask("那要带什么材料")  # the context is still there
    with write_session() as session:
        runs.to_shipped(session, "staff:chen", utc_now())
    assert changed_to(shipped)
    put(b"no archive at all", software())
    assert not any(assistant.model_name != shipped for _ in range(20) if ask("居住证在哪办"))
    put(archive, software(), "0" * 64)  # put into the database by somebody who cannot sign
    assert not any(assistant.model_name != shipped for _ in range(20) if ask("居住证在哪办"))
