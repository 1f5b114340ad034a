"""What a model is made from: any of it changed, and it is trained anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.assistant import trained
from bot.settings import ROOT


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("config.yml", "domain.yml", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("bot/nlu", "data/nlu", "data/rules", "data/stories"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.setattr(trained, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "name", ["config.yml", "bot/nlu/classifier.py", "bot/nlu/entities/clock.py", "data/nlu/faq/general.yml"]
)
def test_a_changed_file_changes_the_fingerprint(copy: Path, name: str) -> None:
    before = trained.fingerprint()
    assert trained.fingerprint() == before
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert trained.fingerprint() != before
