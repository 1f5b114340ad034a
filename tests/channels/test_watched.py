"""A request can be followed from the door to the database, and every part says how it is."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot import tracing
from bot.assistant import conversations, metrics, watch
from bot.channels import health
from bot.db import watched
from bot.db.base import utc_now
from bot.db.session import make_engine
from bot.services.audit.record import record
from bot.services.notices.queue import queue
from bot.services.watch import readiness
from bot.services.watch.figures import figures
from bot.settings import get_settings
from tests.channels.citizen import Citizen, texts

ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What is logged, with what is bound to it."""
    caught: list[dict[str, Any]] = []

    def keep(_logger: Any, level: str, event: dict[str, Any]) -> dict[str, Any]:
        caught.append({**event, "level": level})
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, keep], cache_logger_on_first_use=False
    )
    # Loggers of its own: what another thread configures meanwhile is nothing to them.
    logger = structlog.wrap_logger(
        structlog.PrintLogger(),
        processors=[structlog.contextvars.merge_contextvars, keep],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.NOTSET
        ),  # else the level an earlier test chose
    )
    for module in (watched, watch, "bot.assistant.assistant", "bot.channels.problems"):
        where = f"{module}.log" if isinstance(module, str) else f"{module.__name__}.log"
        monkeypatch.setattr(where, logger)
    yield caught
    structlog.configure(**before)
    logging.captureWarnings(False)


def test_an_id_of_the_proxy_is_taken_over_and_anything_else_is_not(client: TestClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": ID}).headers["x-request-id"] == ID
    for bad in ("short", "x" * 32, "12345678 */ DROP", "0" * 65, "１２３４５６７８９０１２３４５６".encode()):
        given = client.get("/healthz", headers={"X-Request-ID": bad}).headers["x-request-id"]
        assert re.fullmatch(r"[0-9a-f]{32}", given)


def test_the_number_a_citizen_reads_leads_to_the_log(
    client: TestClient, lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = Citizen(client)

    def broken(*_: Any) -> None:
        raise RuntimeError("no luck")

    monkeypatch.setattr(conversations, "append", broken)
    answer = client.post(
        "/api/chat/messages",
        json={"text": "护照多少钱"},
        headers={**citizen.headers, "X-Request-ID": ID},
    )
    assert "编号 01234567" in texts(answer.json()["messages"])
    (line,) = [line for line in lines if line["event"] == "turn.failed"]
    assert (line["number"], line["request_id"]) == ("01234567", ID)


def test_a_crash_at_the_door_has_the_same_number(
    house: FastAPI, client: TestClient, lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("no luck")

    monkeypatch.setattr(health.readiness, "disk", broken)
    answer = client.get("/readyz", headers={"X-Request-ID": ID})
    assert answer.status_code == 503 and "编号 01234567" in answer.json()["detail"]
    assert answer.headers["x-request-id"] == ID
    assert [line["request_id"] for line in lines if line["event"] == "request.crashed"] == [ID]


def test_a_slow_statement_is_logged_with_the_id_and_without_values(
    lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZHENGWEN_SLOW_QUERY_MS", "1")
    get_settings.cache_clear()
    engine = make_engine(f"sqlite:///{tmp_path / 'slow.db'}")
    get_settings.cache_clear()
    count = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000) "
    with tracing.tracing(ID), engine.connect() as connection:
        connection.execute(text(f"{count} SELECT count(*), :who FROM n"), {"who": "张三丰"})
    engine.dispose()
    (line,) = lines
    assert line["event"] == "query.slow" and line["request_id"] == ID and line["ms"] >= 1
    assert line["sql"].startswith("WITH RECURSIVE") and "张三丰" not in str(line)


@pytest.mark.postgres
def test_postgresql_sees_whose_statement_it_is(postgres_engine: Engine) -> None:
    asked = text("SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()")
    with postgres_engine.connect() as connection:
        assert "request_id" not in connection.execute(asked).scalar()
    # In a transaction of its own: the view is a snapshot.
    with tracing.tracing(ID), postgres_engine.connect() as connection:
        assert f"/* request_id={ID} */" in connection.execute(asked).scalar()


def test_the_time_of_a_message_is_told_by_stage(client: TestClient) -> None:
    def counts() -> dict[str, float]:
        found = re.findall(
            r'zhengwen_stage_seconds_count\{stage="(\w+)"\} (\S+)', client.get("/metrics").text
        )
        return {stage: float(count) for stage, count in found}

    citizen = Citizen(client)
    before = counts()
    citizen.say("护照多少钱")
    assert counts() == {stage: before[stage] + 1 for stage in metrics.STAGES}


def test_what_waits_is_measured(both_engines: Engine) -> None:
    now = utc_now()
    with Session(both_engines, future=True) as session:
        assert {figure.name: figure.value for figure in figures(session, now)}[
            "zhengwen_outbox_age_seconds"
        ] == 0
        queue(session, "case.state", "k1", {}, session_id="web:1", due_at=now)
        record(session, "system", "privacy.erase")
        session.commit()
        found = {figure.name: figure.value for figure in figures(session, utc_now())}
    assert found["zhengwen_outbox_waiting"] == 1 and found["zhengwen_outbox_given_up"] == 0
    assert 0 <= found["zhengwen_outbox_age_seconds"] < 600
    assert found["zhengwen_audit_rows"] == 1


def test_the_audit_log_is_verified_and_a_break_shows(
    client: TestClient, lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert watch.verify_audit()
    assert "zhengwen_audit_chain_ok 1.0" in client.get("/metrics").text
    monkeypatch.setattr(watch, "verify", lambda _s: type("V", (), {"problem": "第 2 条缺失", "rows": 1}))
    assert not watch.verify_audit()
    assert "zhengwen_audit_chain_ok 0.0" in client.get("/metrics").text
    assert [line["problem"] for line in lines if line["event"] == "audit.broken"] == ["第 2 条缺失"]
    monkeypatch.undo()
    assert watch.verify_audit()


@pytest.mark.parametrize(
    ("part", "setting", "value", "words"),
    [
        ("disk", "ZHENGWEN_DISK_FREE_MB", str(2**40), "磁盘空间不足"),
        ("redis", "ZHENGWEN_REDIS_URL", "redis://127.0.0.1:1/0", "ZHENGWEN_REDIS_URL"),
    ],
)
def test_readyz_names_what_is_missing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, part: str, setting: str, value: str, words: str
) -> None:
    monkeypatch.setenv(setting, value)
    get_settings.cache_clear()
    answer = client.get("/readyz")
    monkeypatch.undo()
    get_settings.cache_clear()
    assert answer.status_code == (200 if part == "redis" else 503)  # told, and a reason to look
    assert [name for name, good in answer.json()["parts"].items() if not good] == [part]
    assert words in answer.json()["troubles"][part]


def test_a_database_that_is_behind_is_not_ready_and_one_ahead_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", url)
    get_settings.cache_clear()
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
    try:
        assert readiness.migrations() == readiness.MIGRATIONS
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        assert readiness.migrations() == ""
    finally:
        engine.dispose()
        monkeypatch.undo()
        get_settings.cache_clear()
