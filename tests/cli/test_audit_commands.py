"""`python -m bot audit …` as an auditor runs it, on a database of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text, update
from typer.testing import CliRunner

from bot.cli import app
from bot.db import migrate
from bot.db.models import AuditLog
from bot.db.session import reset_engines, write_session
from bot.services.audit.record import record
from bot.settings import get_settings


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    url = f"sqlite:///{tmp_path / 'audit.db'}"
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", url)
    get_settings.cache_clear()
    reset_engines()
    migrate.upgrade(url)
    yield
    reset_engines()
    monkeypatch.undo()
    get_settings.cache_clear()
    reset_engines()


@pytest.mark.usefixtures("database")
def test_an_auditor_searches_verifies_and_sees_a_change() -> None:
    run = CliRunner().invoke
    with write_session() as session:
        record(session, "li", "faq.save", "faq/a", {"版本": 2})
        record(session, "wang", "faq.approve", "faq/a")
    assert [row["actor"] for row in json.loads(run(app, ["audit", "search", "--json"]).output)["rows"]] == [
        "wang",
        "li",
    ]
    assert "li faq.save faq/a {'版本': 2}" in run(app, ["audit", "search", "--actor", "li"]).output
    good = run(app, ["audit", "verify", "--json"])
    assert good.exit_code == 0
    head = json.loads(good.output)["head"]
    assert run(app, ["audit", "verify", "--head", head]).exit_code == 0
    assert run(app, ["audit", "verify", "--head", "a" * 64]).exit_code == 1

    with write_session() as session:
        session.execute(text("DROP TRIGGER audit_log_no_update"))  # as somebody who owns the database can
        session.execute(update(AuditLog).where(AuditLog.sequence == 1).values(actor="zhao"))
    bad = run(app, ["audit", "verify"])
    assert (bad.exit_code, bad.output.strip()) == (1, "第 1 条被改动")
