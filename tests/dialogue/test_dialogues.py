"""Every scripted conversation of this folder, over the HTTP contract, on a seeded city of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from bot.evaluation.dialogue import Outcome, run_scripts
from bot.evaluation.script import Conversation, read_scripts
from bot.evaluation.staff import act
from bot.settings import ROOT, get_settings

SCRIPTS = read_scripts(sorted(Path(__file__).parent.glob("*.yml")))
FEWEST = 40

T = TypeVar("T")
Play = Callable[[Conversation], Outcome]


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trained model: the one ZHENGWEN_MODEL_DIR holds, else trained here."""
    named = os.environ.get("ZHENGWEN_MODEL_DIR")
    if named and list(Path(named).glob("*.tar.gz")):
        return Path(named)
    folder = tmp_path_factory.mktemp("model")
    environment = {**os.environ, "ZHENGWEN_MODEL_DIR": str(folder)}
    trained = subprocess.run(
        [sys.executable, "-m", "bot", "train"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert trained.returncode == 0, trained.stdout + trained.stderr
    return folder


@pytest.fixture(scope="module")
def play(model_dir: Path) -> Iterator[Play]:
    from bot.app import create_app, load_assistant
    from bot.evaluation.workbench import seeded_database

    loop = asyncio.new_event_loop()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHENGWEN_MODEL_DIR", str(model_dir))
        with seeded_database():
            application = create_app()
            load_assistant(application)
            transport = httpx.ASGITransport(app=application)
            client = httpx.AsyncClient(transport=transport, base_url="http://assistant")

            def play_one(script: Conversation) -> Outcome:
                return _wait(loop, run_scripts(client, [script], staff=act))[0]

            yield play_one
            _wait(loop, client.aclose())
    loop.close()
    get_settings.cache_clear()


def _wait(loop: asyncio.AbstractEventLoop, work: Awaitable[T]) -> T:
    return loop.run_until_complete(work)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_conversation(script: Conversation, play: Play) -> None:
    outcome = play(script)
    said = f"{script.name}\n说：{outcome.failed_at}\n{'；'.join(outcome.complaints)}\n回复：{outcome.replies}"
    assert outcome.passed, said


def test_there_are_enough_conversations_each_with_its_own_name() -> None:
    names = [script.name for script in SCRIPTS]
    assert len(names) >= FEWEST
    assert len(set(names)) == len(names)
