"""`python -m bot db|catalogue|faq …` as people run them, on a database of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.db.session import reset_engines
from bot.nlu.knowledge import knowledge_base
from bot.settings import ROOT, get_settings

LINE = {"item": "渡口设立审批", "region": "广东省", "department": "交通厅", "item_type": "行政许可"}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a command and gives its exit code and what it printed."""
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", f"sqlite:///{tmp_path / 'cli.db'}")
    get_settings.cache_clear()
    reset_engines()

    def command(*arguments: object) -> tuple[int, str]:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        # Figures stand alone on standard output; a log line of another thread must not be among them.
        return result.exit_code, result.stdout if "--json" in arguments else result.output

    yield command
    reset_engines()
    monkeypatch.undo()
    get_settings.cache_clear()
    reset_engines()


def test_the_life_of_the_content(run: Any, tmp_path: Path) -> None:
    assert run("db", "seed")[0] == 1  # no tables yet
    assert run("db", "upgrade")[0] == 0
    code, text = run("db", "seed", "--json")
    seeded = json.loads(text)
    assert code == 0 and seeded["catalogue"]["added"] >= 60 and seeded["release"]["sequence"] == 1
    code, text = run("db", "seed", "--json")
    again = json.loads(text)
    assert (again["catalogue"]["added"], again["catalogue"]["changed"], again["faq"]["changed"]) == (0, 0, 0)
    assert again["release"]["unchanged"]

    sheet, folder = tmp_path / "faq.xlsx", tmp_path / "faq"
    assert run("faq", "export", sheet)[0] == run("faq", "export", folder, "--published")[0] == 0
    for source in (sheet, folder):
        code, text = run("faq", "import", source, "--json")
        assert code == 0 and json.loads(text)["changed"] == 0
    assert run("faq", "check", "--dir", folder)[0] == 0
    assert json.loads(run("faq", "publish", "--json")[1])["unchanged"]
    assert run("faq", "rollback", 1)[0] == 0
    assert run("faq", "rollback", 9)[0] == 1

    assert run("catalogue", "export", tmp_path / "catalogue")[0] == 0
    assert json.loads(run("catalogue", "check", "--dir", tmp_path / "catalogue", "--json")[1]) == {
        "findings": []
    }
    lines = tmp_path / "other.jsonl"
    lines.write_text(json.dumps(LINE, ensure_ascii=False) + "\n{\n", encoding="utf-8")
    code, text = run("catalogue", "import", lines)
    assert code == 0 and "第2行" in text and "新增1" in text


def test_findings_end_with_exit_code_1_and_bad_usage_with_2(run: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text("a: 1\n", encoding="utf-8")
    code, text = run("catalogue", "check", "--dir", tmp_path, "--json")
    assert code == 1 and json.loads(text)["findings"][0]["file"] == "bad.yml"
    assert run("catalogue", "import", tmp_path / "nothing")[0] == 1
    run("db", "upgrade")
    code, text = run("catalogue", "import", tmp_path)
    assert code == 1 and "没有写入数据库" in text
    assert run("faq", "import", tmp_path / "nothing.xlsx")[0] == 1
    assert run("faq", "rollback", "x")[0] == run("faq", "nonsense")[0] == 2


def test_help_imports_nothing_heavy() -> None:
    heavy = ("rasa", "sqlalchemy", "pydantic", "yaml")
    code = f"import sys, bot.cli; print([m for m in {heavy} if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_question_is_tried_from_the_command_line(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGWEN_MODEL_DIR", str(tmp_path))  # no model there: the words alone decide
    get_settings.cache_clear()
    knowledge_base._current = None
    run("db", "upgrade")
    run("db", "seed")
    code, text = run("faq", "try", "行政诉讼要在多久内起诉", "--json")
    tried = json.loads(text)
    assert code == 0
    assert tried["live"] == tried["draft"]
    assert (tried["live"]["intent"], tried["live"]["keys"]) == ("faq", ["admin_lawsuit_deadline"])
    assert tried["live"]["words"]
    assert "起作用的词" in run("faq", "try", "行政诉讼要在多久内起诉")[1]
    knowledge_base._current = None
