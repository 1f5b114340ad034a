"""Keys can be exchanged: everything is written anew, nothing is lost, and it goes on where it was killed."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import Base
from bot.db.crypto import blind_index
from bot.db.keyring import keyring
from bot.db.models import Application, Citizen, CitizenChannel, Upload
from bot.services.identity.proven import citizen_of
from bot.services.mailbox.accounts import account_of
from bot.services.mailbox.address import Address
from bot.services.rotation import columns, files, run
from bot.services.uploads import keep, store
from bot.services.uploads.inspect import Inspected
from bot.settings import get_settings
from tests.services.filled import MODELS, NOW, fill, said

OLD, NEW = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
Write = Callable[[], AbstractContextManager[Session]]
ROWS = 7


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Sets the key ring of the process, newest first."""

    def use(*ring: str) -> None:
        monkeypatch.setenv("ZHENGWEN_DATA_KEY", ",".join(ring))
        get_settings.cache_clear()
        keyring.cache_clear()

    monkeypatch.setenv("ZHENGWEN_FILES_DIR", str(tmp_path / "files"))
    monkeypatch.setattr(store, "_YOUNG_S", -1.0)
    yield use
    monkeypatch.undo()
    get_settings.cache_clear()
    keyring.cache_clear()


@pytest.fixture
def write(both_engines: Engine) -> Write:
    @contextmanager
    def transaction() -> Iterator[Session]:
        with Session(both_engines, future=True) as session, session.begin():
            yield session

    return transaction


def fill_all(write: Write) -> None:
    with write() as session:
        for table in columns.tables():
            for number in range(1, ROWS + 1):
                fill(session, table.name, number)
        for number in range(3):
            keep.add(session, f"web:{number}", Inspected(f"picture {number}".encode(), "image/jpeg"), NOW)


def everything(write: Write) -> dict[str, Any]:
    """Every personal value, by table, row and column."""
    with write() as session:
        held = {
            (table.name, getattr(row, "id", None) or row.session_id, column.name): getattr(row, column.name)
            for table in columns.tables()
            for row in session.scalars(select(MODELS[table.name]))
            for column in columns.personal(table)
        }
        held |= {("upload", row.id): store.read(row.address) for row in session.scalars(select(Upload))}
    return held


def test_every_table_is_written_anew_and_goes_on_after_a_kill(
    keys: Callable[..., None], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys(OLD)
    fill_all(write)
    before = everything(write)
    assert said("citizen", "mobile", 1) in before.values() and len(before) > 100
    keys(NEW, OLD)
    assert everything(write) == before, "read with both"
    monkeypatch.setattr(columns, "BATCH", 3)
    killed = 0

    def kill(_what: str, _count: int) -> None:
        nonlocal killed
        killed += 1
        if killed % 3 == 0:
            raise KeyboardInterrupt

    with write() as session:
        rest = run.left(session)
        assert rest["citizen"] >= ROWS and rest[run.FILES] == 3
    for _ in range(200):
        try:
            done = run.rotate(write, kill)
        except KeyboardInterrupt:
            assert everything(write) == before
        else:
            break
    assert done.left == {} and killed > 10
    keys(NEW)
    assert everything(write) == before, "the old key is needed no more"
    with write() as session:
        assert len(list(get_settings().files_dir.glob("??/*"))) == 3
        assert run.left(session) == {}
        for mobile in (said("citizen", "mobile", number) for number in range(1, ROWS + 1)):
            assert session.scalars(
                select(Citizen).where(Citizen.mobile_index == blind_index(mobile, "mobile"))
            ).one()


def test_who_is_known_stays_known_while_keys_change(keys: Callable[..., None], write: Write) -> None:
    """Before, in the midst of and after: one citizen, one account, found by either hash."""
    mobile, address = "13800138000", Address("telegram", "4711")
    keys(OLD)
    with write() as session:
        known = citizen_of(session, mobile, NOW).id
        speaks_in = account_of(session, address, NOW).conversation_id
    for ring, rotated in (((OLD, NEW), False), ((NEW, OLD), False), ((NEW, OLD), True), ((NEW,), False)):
        keys(*ring)
        if rotated:
            run.rotate(write)
        with write() as session:
            assert citizen_of(session, mobile, NOW).id == known
            assert account_of(session, address, NOW).conversation_id == speaks_in
            assert len(session.scalars(select(CitizenChannel)).all()) == 1


def test_what_is_changed_meanwhile_wins(
    keys: Callable[..., None], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys(OLD)
    with write() as session:
        number = fill(session, "application", 1).id
    keys(NEW, OLD)
    decrypt = columns.decrypt

    def somebody_writes(stored: str, context: str) -> str:
        if context == "application.applicant_name" and not written:
            written.append(True)
            connection.execute(text(f"UPDATE application SET contact_mobile = NULL WHERE id = {number}"))
        return decrypt(stored, context)

    written: list[bool] = []
    monkeypatch.setattr(columns, "decrypt", somebody_writes)
    with write() as session:
        connection = session.connection()
        table = Base.metadata.tables["application"]
        columns.rotate(session, table)
        assert columns.left(session, table) == 1, "it comes round again"
        columns.rotate(session, table)
        assert columns.left(session, table) == 0
        session.expire_all()
        case = session.get(Application, number)
        assert case.contact_mobile is None
        assert case.applicant_name == said("application", "applicant_name", 1)
        assert (case.version, case.updated_at) == (1, NOW), "nobody has changed the case"


def test_a_key_that_is_missing_is_said(keys: Callable[..., None], write: Write) -> None:
    keys(OLD)
    with write() as session:
        row = fill(session, "citizen", 1)
        keep.add(session, "web:1", Inspected(b"picture", "image/jpeg"), NOW)
        number = row.id
    keys(NEW)
    with pytest.raises(columns.KeyMissing, match=f"citizen {number} ") as caught:
        run.rotate(write)
    assert "张三丰" not in str(caught.value)
    with write() as session, pytest.raises(columns.KeyMissing, match="upload 1 "):
        files.rotate(session)


def test_files_and_rows_from_before_keys_had_names_are_read(
    keys: Callable[..., None], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the first release wrote: `v1:` and no mark."""
    keys(OLD)
    with write() as session:
        fill(session, "citizen", 1)
        keep.add(session, "web:1", Inspected(b"picture", "image/jpeg"), NOW)
        session.execute(
            text(f"UPDATE citizen SET mobile = 'v1:' || substr(mobile, {len('v2:12345678:') + 1})")
        )
    (path,) = get_settings().files_dir.glob("??/*")
    path.write_bytes(path.read_bytes()[12:])
    before = everything(write)
    keys(NEW, OLD)
    assert everything(write) == before
    assert run.rotate(write).left == {}
    keys(NEW)
    assert everything(write) == before


def test_every_keyed_hash_says_how_it_is_made_anew() -> None:
    """A column that is searched by, and forgotten here, would find nobody after a change of keys."""
    silent = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith(("_index", "code_hash"))
        and isinstance(column.type, String)
        and not column.info.keys() & {"index_of", "fleeting_days"}
    ]
    assert silent == []
    assert columns.fleeting_days() == 7


def test_a_random_key_is_no_key_of_the_ring(keys: Callable[..., None]) -> None:
    keys(base64.b64encode(os.urandom(32)).decode(), NEW)
    first, second = keyring()
    assert first.id != second.id and len(first.id) == 8
