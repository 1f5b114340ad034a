"""`python -m bot insight` as an analyst runs it, on a database of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from bot.cli import app
from bot.db import migrate
from bot.db.base import utc_now
from bot.db.models import QuestionFact
from bot.db.session import get_engine, reset_engines
from bot.services.applications import filing
from bot.services.content import today
from bot.settings import get_settings
from tests.services.city import ITEM, add_item, fill, open_draft

run = CliRunner().invoke


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    url = f"sqlite:///{tmp_path / 'insight.db'}"
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", url)
    get_settings.cache_clear()
    reset_engines()
    migrate.upgrade(url)
    with Session(get_engine(), future=True, expire_on_commit=False) as session:
        add_item(session)
        draft = open_draft(session)
        fill(session, draft)
        filing.file(session, draft, utc_now())
        fact = {"hour": 9, "channel": "web", "region": "", "speed": 0}
        known = {"department": "ga-hz", "kind": "item", "topic": ITEM, "outcome": "answered"}
        lost = {"department": "", "kind": "", "topic": "", "outcome": "lost"}
        for days_ago, what in ((0, known), (1, known), (2, lost), (40, known)):
            day = today() - timedelta(days=days_ago)
            session.execute(insert(QuestionFact.__table__), {**fact, **what, "day": day})
        session.commit()
    yield
    reset_engines()
    monkeypatch.undo()
    get_settings.cache_clear()
    reset_engines()


@pytest.mark.usefixtures("city")
def test_figures_of_a_period_for_people_and_for_programs(tmp_path: Path) -> None:
    found = json.loads(run(app, ["insight", "--json"]).output)
    assert (found["questions"]["questions"], found["before"]["questions"]) == (3, 1)
    assert found["questions"]["self_service"] == pytest.approx(2 / 3)
    assert found["by_topic"][0]["name"] == "居住证首次申领"
    assert found["ratings"]["bad"] is None and found["cases"] == []
    shown = run(app, ["insight", "--department", "ga-hz"])
    assert shown.exit_code == 0 and "公安户政" in shown.output and "差评率 —" in shown.output
    book = tmp_path / "figures.xlsx"
    assert run(app, ["insight", "--xlsx", str(book)]).exit_code == 0
    assert load_workbook(book)["总览"]["B2"].value == 3


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--first", "soon"], "2026-01-31"),
        (["--department", "nobody"], "没有这个部门"),
        (["--xlsx", "/nowhere/at/all.xlsx"], "写不了"),
    ],
)
def test_what_cannot_be_done_is_said(options: list[str], words: str) -> None:
    done = run(app, ["insight", *options])
    assert done.exit_code == 1 and words in done.output + str(done.stderr if done.stderr_bytes else "")
