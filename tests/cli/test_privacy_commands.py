"""`python -m bot privacy …` as an operator runs it for somebody who came to the window."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from bot.cli import app
from bot.db import migrate
from bot.db.keyring import keyring
from bot.db.models import Application, AuditLog
from bot.db.session import make_engine, read_session, reset_engines, write_session
from bot.services.applications import filing
from bot.services.identity.proven import citizen_of
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


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch, database: Path) -> Iterator[Callable[..., None]]:
    def use(*numbers: int) -> None:
        keys = (base64.b64encode(bytes([number]) * 32).decode() for number in numbers)
        monkeypatch.setenv("ZHENGWEN_DATA_KEY", ",".join(keys))
        monkeypatch.setenv("ZHENGWEN_FILES_DIR", str(database / "files"))
        get_settings.cache_clear()
        keyring.cache_clear()

    yield use
    keyring.cache_clear()


def test_the_key_is_changed_and_the_old_one_may_go(database: Path, ring: Callable[..., None]) -> None:
    run = CliRunner().invoke
    ring(1)
    with write_session() as session:
        citizen = citizen_of(session, "13800138000", NOW).id
    ring(2, 1)
    before = run(app, ["privacy", "rotate-key", "--actor", "张工", "--check"])
    assert before.exit_code == 1 and "citizen 1" in before.output
    done = run(app, ["privacy", "rotate-key", "--actor", "张工"])
    assert done.exit_code == 0 and "1行、0个文件" in done.output and "再保留7天" in done.output
    after = run(app, ["privacy", "rotate-key", "--actor", "张工", "--check", "--json"])
    assert after.exit_code == 0 and json.loads(after.output)["left"] == {}
    ring(2)
    with write_session() as session:
        assert citizen_of(session, "13800138000", NOW).id == citizen
        (told,) = session.query(AuditLog).filter_by(action="privacy.rotate_key")
        assert told.actor == "operator:张工" and told.detail["rows"] == 1


def test_a_key_that_is_gone_is_asked_for(database: Path, ring: Callable[..., None]) -> None:
    ring(1)
    with write_session() as session:
        citizen_of(session, "13800138000", NOW)
    ring(2)
    refused = CliRunner().invoke(app, ["privacy", "rotate-key", "--actor", "张工"])
    assert refused.exit_code == 1 and "citizen 1" in refused.output and "密钥" in refused.output
    assert "Traceback" not in refused.output
