"""docs/add-a-service.md, followed to the letter: its files, its commands, its conversation."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT
from tests.served import served

PAGE = (ROOT / "docs" / "add-a-service.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """The YAML block that begins with `# name`."""
    found = re.search(rf"```yaml\n# {re.escape(name)}\n(.*?)```", PAGE, re.DOTALL)
    assert found, name
    return found[1]


def bot(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *command], cwd=ROOT, env=os.environ, capture_output=True, text=True
    )


def test_every_command_of_the_page_is_run_here() -> None:
    commands = set(re.findall(r"^python -m bot .*$", PAGE, re.MULTILINE))
    assert commands == {
        "python -m bot catalogue check",
        "python -m bot db seed",
        "python -m bot evaluate dialogue venue.yml --url http://127.0.0.1:8000",
    }


@pytest.mark.slow
def test_the_page_adds_a_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = tmp_path / "catalogue"
    shutil.copytree(ROOT / "data" / "catalogue", catalogue)
    monkeypatch.setenv("ZHENGWEN_CATALOGUE_DIR", str(catalogue))
    database = f"sqlite:///{tmp_path / 'city.db'}"
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", database)
    with served(database, tmp_path / "serve.log") as url:
        with (catalogue / "wl.yml").open("a", encoding="utf-8") as items:
            items.write(block("data/catalogue/wl.yml"))
        assert bot("catalogue", "check").returncode == 0
        (catalogue / "forms" / "wl-venue.yml").write_text(block("data/catalogue/forms/wl-venue.yml"), "utf-8")
        for command in (("catalogue", "check"), ("db", "seed")):
            done = bot(*command)
            assert done.returncode == 0, done.stdout + done.stderr
        (tmp_path / "venue.yml").write_text(block("conversation"), "utf-8")
        for _ in range(5):  # known within seconds
            said = bot("evaluate", "dialogue", str(tmp_path / "venue.yml"), "--url", url)
            if said.returncode == 0:
                break
        assert said.returncode == 0, said.stdout
