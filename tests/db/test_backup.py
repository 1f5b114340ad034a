"""Backed up while it is written to, restored elsewhere, compared table by table and row by row."""

from __future__ import annotations

import json
import os
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli import app
from bot.db import migrate
from bot.db.backup.archive import BackupError, read
from bot.db.backup.make import back_up
from bot.db.backup.restore import restore
from bot.db.base import utc_now
from bot.db.session import make_engine
from tests.db.fill import columns, contents, fill


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump of the same version as the server the tests start."""
    pgserver = pytest.importorskip("pgserver")
    folder = Path(pgserver.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    for name in ("ab/abcd", "ab/abef", "cd/cd01"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 1000)
    return folder


def filled(url: str) -> str:
    migrate.upgrade(url)
    engine = make_engine(url)
    fill(engine, set(columns(engine)), 1)
    engine.dispose()
    return url


def everything(url: str) -> dict[str, list[str]]:
    engine = make_engine(url)
    try:
        return {table: sorted(map(repr, rows)) for table, rows in contents(engine).items()}
    finally:
        engine.dispose()


def test_what_is_restored_is_what_was_there(
    url: str, another: Callable[[], str], files: Path, tmp_path: Path
) -> None:
    filled(url)
    made = back_up(url, files, tmp_path / "b.tar", utc_now())
    assert set(made.tables.values()) <= {2, 1} and made.files == 3
    elsewhere, folder = another(), tmp_path / "elsewhere"
    restore(elsewhere, folder, tmp_path / "b.tar")
    assert everything(elsewhere) == everything(url)
    assert {path.name: path.read_bytes() for path in folder.glob("??/*")} == {
        path.name: path.read_bytes() for path in files.glob("??/*")
    }
    assert migrate.is_current(elsewhere)
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0


def test_made_while_others_write_it_is_one_moment(
    url: str, another: Callable[[], str], files: Path, tmp_path: Path
) -> None:
    """Two rows that are always written together are never found apart."""
    filled(url)
    engine, over = make_engine(url, 30), threading.Event()

    def write() -> None:
        number = 1000
        while not over.is_set():
            number += 1
            with engine.begin() as connection:
                for table in ("holiday_a", "holiday_b"):
                    connection.execute(text(f"INSERT INTO {table} VALUES ({number})"))

    with engine.begin() as connection:
        for table in ("holiday_a", "holiday_b"):
            connection.execute(text(f"CREATE TABLE {table} (n INTEGER)"))
    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [back_up(url, files, tmp_path / f"{n}.tar", utc_now()) for n in range(3)]
    finally:
        over.set()
        writer.join()
        engine.dispose()
    assert all(each.tables["holiday_a"] == each.tables["holiday_b"] for each in made)
    elsewhere = another()
    restore(elsewhere, tmp_path / "e", tmp_path / "2.tar")
    found = everything(elsewhere)
    assert found["holiday_a"] == found["holiday_b"]


def test_nothing_is_overwritten_unasked(url: str, files: Path, tmp_path: Path) -> None:
    filled(url)
    back_up(url, files, tmp_path / "b.tar", utc_now())
    with pytest.raises(BackupError, match="已存在"):
        back_up(url, files, tmp_path / "b.tar", utc_now())
    with pytest.raises(BackupError, match="--force"):
        restore(url, files, tmp_path / "b.tar")
    before, engine = everything(url), make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM proof_attempt"))
        connection.execute(text("CREATE TABLE made_later (n INTEGER)"))
    engine.dispose()
    restore(url, files, tmp_path / "b.tar", force=True)
    assert everything(url) == before


def test_a_damaged_backup_touches_nothing(url: str, files: Path, tmp_path: Path) -> None:
    filled(url)
    good = tmp_path / "b.tar"
    back_up(url, files, good, utc_now())
    before, content = everything(url), good.read_bytes()
    for name, damage in {
        "short": content[: len(content) // 2],
        "flipped": content[:5000] + bytes([content[5000] ^ 1]) + content[5001:],
        "empty": b"",
        "other": b"not a backup" * 1000,
    }.items():
        (tmp_path / name).write_bytes(damage)
        with pytest.raises(BackupError):
            restore(url, files, tmp_path / name, force=True)
    with pytest.raises(BackupError):
        restore(url, files, tmp_path / "missing", force=True)
    assert everything(url) == before


def test_a_file_of_another_place_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        for name, body in {"../../etc/cron.d/x": b"x", "manifest.json": b""}.items():
            if name == "manifest.json":
                members = {
                    "../../etc/cron.d/x": [
                        1,
                        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
                    ]
                }
                body = json.dumps(
                    {
                        "format": 1,
                        "engine": "sqlite",
                        "revision": None,
                        "made_at": "",
                        "tables": {},
                        "members": members,
                    }
                ).encode()
            (tmp_path / "member").write_bytes(body)
            tar.add(tmp_path / "member", name)
    with pytest.raises(BackupError, match="已损坏"):
        read(tmp_path / "evil.tar")


def test_the_commands_say_what_they_did(
    url: str, another: Callable[[], str], files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.settings import get_settings

    filled(url)
    monkeypatch.setenv("ZHENGWEN_FILES_DIR", str(files))
    target, run = str(tmp_path / "b.tar"), CliRunner().invoke
    for address, arguments, words in (
        (url, ["backup", target], "上传的文件 3 个"),
        (url, ["backup", target], "已存在"),
        (url, ["restore", target], "--force"),
        (another(), ["restore", target], "已恢复"),
        (
            "sqlite:///x.db" if url.startswith("postgres") else "postgresql://h/x",
            ["restore", target],
            "不能恢复到",
        ),
    ):
        monkeypatch.setenv("ZHENGWEN_DATABASE_URL", address)
        get_settings.cache_clear()
        done = run(app, ["db", *arguments])
        assert words in done.output and "Traceback" not in done.output
        assert done.exit_code == (0 if words[0] in "上已" and words != "已存在" else 1)
    monkeypatch.undo()
    get_settings.cache_clear()
