"""`python -m bot privacy …` as an operator runs it for somebody who came to the window."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from bot.cli import app
from bot.db import migrate
from bot.db.models import Application, AuditLog
from bot.db.session import make_engine, read_session, reset_engines, write_session
from bot.services.applications import filing
from bot.settings import get_settings
from tests.services.city import NOW, add_item, fill, open_draft

WHO = ["--mobile", "13800138000", "--actor", "张工"]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    url = f"sqlite:///{tmp_path / 'privacy.db'}"
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", url)
    get_settings.cache_clear()
    reset_engines()
    migrate.upgrade(url)
    yield tmp_path
    reset_engines()
    monkeypatch.undo()
    get_settings.cache_clear()
    reset_engines()


def session_of() -> Session:
    """`city` commits on the way, which a transaction of the house does not let anybody do."""
    return Session(make_engine(get_settings().database_url), future=True)


def test_a_copy_and_then_everything_that_may_go_is_gone(database: Path) -> None:
    run = CliRunner().invoke
    with session_of() as session:
        add_item(session)
        draft_id = open_draft(session)
        fill(session, draft_id)
        session.commit()
    with write_session() as session:
        number = filing.file(session, draft_id, NOW).case_no
    out = database / "copy.json"
    assert run(app, ["privacy", "export", *WHO, "--out", str(out)]).exit_code == 0
    assert out.stat().st_mode & 0o077 == 0
    held = json.loads(out.read_text("utf-8"))
    assert [case["number"] for case in held["applications"]] == [number]
    assert held["applications"][0]["answers"]["name"] == "张三"
    under_way = run(app, ["privacy", "erase", *WHO, "--yes"])
    assert under_way.exit_code == 0 and number in under_way.output
    with write_session() as session:
        session.get(Application, draft_id).state = "completed"
    assert "作为档案保存1项" in run(app, ["privacy", "erase", *WHO, "--yes"]).output
    with read_session() as session:
        case = session.get(Application, draft_id)
        assert (case.contact_index, case.applicant_index, case.citizen_id) == (None, None, None)
        done = [row.action for row in session.query(AuditLog).order_by(AuditLog.sequence)]
    assert done == ["privacy.export", "privacy.erase", "privacy.erase"]


def test_no_mobile_no_copy(database: Path) -> None:
    refused = CliRunner().invoke(
        app, ["privacy", "export", "--mobile", "123", "--actor", "x", "--out", str(database / "x")]
    )
    assert refused.exit_code == 1
    assert not (database / "x").exists()
