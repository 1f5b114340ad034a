"""After the scripted conversations nothing of who spoke is found in any table, any file or any log line.

A part of the conversations by default; all of them with ZHENGWEN_WHOLE_SCAN=1 (`make scan`).
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
import structlog
from fastapi import FastAPI
from sqlalchemy import inspect, select, text

from bot.assistant import conversations
from bot.db.models import Application, Upload, WorkOrder
from bot.db.session import get_engine, read_session
from bot.evaluation.dialogue import run_scripts
from bot.evaluation.sample_files import SAMPLES
from bot.evaluation.script import Conversation
from bot.evaluation.staff import act
from bot.logs import configure_logging
from bot.settings import ROOT, get_settings
from tests.privacy.conspicuous import NAMES, PLACES, conspicuous

WHOLE = os.environ.get("ZHENGWEN_WHOLE_SCAN") == "1"
MOST_OF_A_PART = 1


@dataclass
class Traces:
    """Where the conversations may have left something, as text."""

    words: set[str]
    tables: dict[str, str]
    files: dict[str, bytes]
    log: str
    told: set[str]  # names that were really filed


def chosen(scripts: list[Conversation], words: set[str]) -> list[Conversation]:
    """Those in which somebody says something personal; by default some of each kind."""
    personal = [
        each for each in scripts if any(word in (turn.say or "") for word in words for turn in each.turns)
    ]
    if WHOLE:
        return personal
    kinds: dict[str, int] = {}
    few = []
    for script in personal:
        kind = re.split(r"[／/]", script.name)[0]
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] <= MOST_OF_A_PART:
            few.append(script)
    return few


@pytest.fixture(scope="module")
def traces(house: FastAPI, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traces]:
    folder = tmp_path_factory.mktemp("scripts")
    scripts, words = conspicuous(ROOT / "tests" / "dialogue", folder)
    scripts = chosen(scripts, words)
    said = {word for word in words for script in scripts for turn in script.turns if word in (turn.say or "")}
    log = folder / "log"
    with pytest.MonkeyPatch.context() as patch, log.open("w", encoding="utf-8") as stream:
        before = structlog.get_config()
        configure_logging("INFO")
        structlog.configure(cache_logger_on_first_use=False)
        for name, module in list(sys.modules.items()):
            # A logger keeps the level it was first used at; every line of the product is to be scanned.
            if name.startswith("bot.") and isinstance(
                getattr(module, "log", None), type(structlog.get_logger())
            ):
                patch.setattr(module, "log", structlog.get_logger())
        handler, root = logging.StreamHandler(stream), logging.getLogger()
        level = root.level
        root.setLevel(logging.INFO)  # as a process of the product has it
        root.addHandler(handler)
        patch.setattr("sys.stderr", stream)
        patch.setattr("sys.stdout", stream)
        transport = httpx.ASGITransport(app=house)

        async def talk() -> list[str]:
            async with httpx.AsyncClient(transport=transport, base_url="http://assistant") as client:
                outcomes = await run_scripts(client, scripts, staff=act)
                await fail_while_somebody_types(client, sorted(said & set(NAMES.values()))[0])
            return [f"{each.name}: {each.complaints} {each.replies}" for each in outcomes if not each.passed]

        loop = asyncio.new_event_loop()
        failed = loop.run_until_complete(talk())
        loop.close()
        root.removeHandler(handler)
        root.setLevel(level)
        logging.captureWarnings(False)
        structlog.configure(**before)
    assert failed == [] and len(scripts) >= 10
    yield Traces(said, read_tables(), read_files(), log.read_text("utf-8"), filed())


async def fail_while_somebody_types(client: httpx.AsyncClient, name: str) -> None:
    """A turn that breaks with a personal text in its hands: what the log says of it counts too."""
    opened = (await client.post("/api/chat/sessions")).json()

    async def say(words: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {opened['token']}"}
        return await client.post("/api/chat/messages", json={"text": words}, headers=headers)

    for words in ("我要申请居住证", "否", "是", "有房子租", "同意"):
        await say(words)
    with pytest.MonkeyPatch.context() as broken:

        def no_database(turn: object) -> None:
            raise RuntimeError("no database")

        broken.setattr(conversations, "append", no_database)
        assert "没有处理成功" in (await say(name)).text


def read_tables() -> dict[str, str]:
    """Every column of every table as it is stored, past the models."""
    found = {}
    engine = get_engine()
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                for column, value in row.items():
                    if isinstance(value, (str, bytes)):
                        plain = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
                        found[f"{table}.{column}"] = found.get(f"{table}.{column}", "") + "\n" + plain
    return found


def read_files() -> dict[str, bytes]:
    """The database's own files, the uploads, and whatever else lies beside them."""
    folder = get_settings().files_dir.parent
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def filed() -> set[str]:
    with read_session() as session:
        names = session.scalars(select(Application.applicant_name)).all()
        return {name for name in [*names, *session.scalars(select(WorkOrder.citizen_name))] if name}


def spellings(word: str) -> set[str]:
    return {word, json.dumps(word)[1:-1], word.encode("utf-8").hex()}


def found_in(words: set[str], where: str) -> set[str]:
    return {word for word in words if any(each in where for each in spellings(word))}


def test_the_citizens_were_really_there(traces: Traces) -> None:
    """Else nothing would be found because nothing was said."""
    assert traces.told & set(NAMES.values())
    assert traces.words & set(PLACES.values())
    assert len([word for word in traces.words if re.fullmatch(r"1\d{10}", word)]) >= 3
    assert len([word for word in traces.words if len(word) == 18]) >= 2
    assert "turn.failed" in traces.log and "one-time code" in traces.log
    with read_session() as session:
        assert session.scalars(select(Upload)).first() is not None
    assert "居住证" in traces.tables["turn.user_text"] and len(traces.files) >= 2
    assert found_in({"居住证"}, traces.tables["turn.user_text"]), "what is there is found"


def test_no_table_holds_them(traces: Traces) -> None:
    assert {
        where: hits for where, stored in traces.tables.items() if (hits := found_in(traces.words, stored))
    } == {}


def test_no_file_holds_them(traces: Traces) -> None:
    wanted = {form.encode("utf-8") for word in traces.words for form in spellings(word)}
    pictures = {SAMPLES[name]()[:64] for name in SAMPLES}
    assert {
        name for name, content in traces.files.items() for form in wanted | pictures if form in content
    } == set()


def test_no_log_line_holds_them(traces: Traces) -> None:
    assert found_in(traces.words, traces.log) == set()
