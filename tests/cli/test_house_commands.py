"""`python -m bot house …` as an operator runs it, on a database of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.db import migrate
from bot.db.session import reset_engines
from bot.settings import get_settings


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    url = f"sqlite:///{tmp_path / 'house.db'}"
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", url)
    get_settings.cache_clear()
    reset_engines()
    migrate.upgrade(url)
    yield
    reset_engines()
    monkeypatch.undo()
    get_settings.cache_clear()
    reset_engines()


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["house", *words])
    return done.exit_code, done.output


BY = ("--actor", "张工", "--why", "演练")


def test_an_operator_shows_sets_and_goes_back() -> None:
    assert "没有停用任何渠道" in run("show")[1]
    assert run("set", "kill_switch", '{"channels": ["all"]}', *BY) == (
        0,
        "kill_switch 已改好（第 1 次修改）\n",
    )
    assert run("set", "absent_message", "明天再来。", *BY)[0] == 0  # plain words are themselves
    shown = json.loads(run("show", "--json")[1])
    assert shown["kill_switch"]["channels"] == ["all"] and shown["absent_message"] == "明天再来。"
    assert "已停用：全部渠道" in run("show", "kill_switch")[1]
    (change,) = json.loads(run("history", "kill_switch", "--json")[1])["changes"]
    assert (change["by"], change["why"], change["number"]) == ("operator:张工", "演练", 1)
    assert run("restore", "kill_switch", "0", *BY) == (0, "kill_switch 已恢复到默认值\n")
    assert json.loads(run("show", "kill_switch", "--json")[1])["kill_switch"]["channels"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "nothing", "1", *BY), "没有“nothing”这项设置"),
        (("set", "open_data", "perhaps", *BY), "应当是 true 或 false"),
        (("set", "open_data", "true", "--actor", "张工", "--why", ""), "为什么改"),
        (("set", "retention", '{"drafts_days": 400}', *BY), "不能大于30"),
        (("show", "nothing"), "没有“nothing”这项设置"),
        (("history", "nothing"), "没有“nothing”这项设置"),
        (("restore", "hours", "3", *BY), "没有第 3 次修改"),
    ],
)
def test_what_cannot_be_is_said_and_ends_with_one(words: tuple[str, ...], said: str) -> None:
    code, output = run(*words)
    assert code == 1 and said in output
