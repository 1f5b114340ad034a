"""A file belongs to who sent it, goes with its draft, and stands in the case's materials once it is filed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import Application, ApplicationMaterial, Upload
from bot.evaluation.sample_files import dark, jpeg, pdf
from bot.services.applications import drafts, filing
from bot.services.applications.errors import NotReady
from bot.services.catalogue.load import load_dir
from bot.services.uploads import keep, store
from bot.services.uploads.inspect import Inspected, inspect
from bot.services.uploads.refusal import NoSuchFile, TooManyFiles
from bot.settings import ROOT, get_settings
from tests.services.city import CONVERSATION, ID_NUMBER, NOW

ITEM = "zj-lease-record"
ANSWERS = {
    "signed": "是",
    "who": "出租人",
    "consent": "同意",
    "name": "张三",
    "id_number": ID_NUMBER,
    "mobile": "13800138000",
    "other_party": "李四",
    "address": "云江市江滨区幸福路18号3栋502室",
    "use": "商业办公",
    "start_on": "2026年1月1日",
    "end_on": "2027年1月1日",
    "rent": "2500",
}
FILE = Inspected(jpeg(), "image/jpeg")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("ZHENGWEN_FILES_DIR", str(tmp_path / "files"))
    monkeypatch.setenv("ZHENGWEN_UPLOAD_MAX_FILES", "5")
    get_settings.cache_clear()
    yield tmp_path / "files"
    get_settings.cache_clear()


@pytest.fixture
def session(both_engines: Engine) -> Iterator[Session]:
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        load_dir(session, ROOT / "data" / "catalogue", "990100", "云江市")
        session.commit()
        yield session


def commit(session: Session) -> None:
    """As `write_session` does at its end."""
    session.commit()
    for do in session.info.pop("after commit", ()):
        do()


def stored(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("??/*"))


def at_the_file(session: Session, key: str = "k1") -> int:
    draft = drafts.open_draft(session, conversation_id=CONVERSATION, item_code=ITEM, opening_key=key, now=NOW)
    while (step := drafts.current_step(session, draft.id)).input != "file":
        assert drafts.answer(session, draft.id, ANSWERS[step.key], NOW).kind == "next", step.key
    return draft.id


def send(session: Session, found: Inspected = FILE, who: str = CONVERSATION, at: Any = NOW) -> str:
    return keep.add(session, who, found, at).file_id


def test_nothing_readable_lies_on_the_disk(session: Session, folder: Path) -> None:
    send(session)
    (path,) = folder.glob("??/*")
    assert FILE.content[:64] not in path.read_bytes() and path.stat().st_mode & 0o077 == 0
    assert store.read(path.name) == FILE.content
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(InvalidTag):
        store.read(path.name)


def test_only_who_sent_it_may_use_it(session: Session) -> None:
    theirs = send(session, who="web:somebody-else")
    draft_id = at_the_file(session)
    result = drafts.answer(session, draft_id, theirs, NOW)
    assert result.kind == "refused" and "重新上传" in result.message
    with pytest.raises(NoSuchFile):
        keep.find(session, theirs, CONVERSATION, NOW)


def test_filed_it_is_a_material_of_the_case(session: Session, folder: Path) -> None:
    draft_id = at_the_file(session)
    first, second = send(session), send(session, Inspected(pdf(), "application/pdf"))
    assert drafts.answer(session, draft_id, first, NOW).understood == "已上传"
    drafts.change(session, draft_id, "contract_file")
    drafts.answer(session, draft_id, second, NOW)
    drafts.skip(session, draft_id, NOW)
    filing.file(session, draft_id, NOW)
    commit(session)
    rows = session.scalars(select(ApplicationMaterial).order_by(ApplicationMaterial.order_num)).all()
    assert [(r.name, r.get_type, r.is_received) for r in rows] == [
        ("房屋租赁合同", "2", True),
        ("房屋租赁当事人身份证明", "5", True),
        ("不动产权证书或者其他合法权属证明", "5", True),
        ("产权人同意出租或者转租的书面材料", None, False),
    ]
    assert rows[0].file_id == second and rows[0].received_at == NOW
    assert len(stored(folder)) == 1, "the one that was replaced is gone"
    assert keep.expire(session, NOW + timedelta(days=900)) == 0


def test_it_goes_with_its_draft(session: Session, folder: Path) -> None:
    draft_id = at_the_file(session)
    drafts.answer(session, draft_id, send(session), NOW)
    drafts.cancel(session, draft_id, NOW)
    assert stored(folder), "not before the transaction is committed"
    commit(session)
    assert stored(folder) == [] and session.scalars(select(Upload)).all() == []


def test_what_answers_nothing_expires(session: Session, folder: Path) -> None:
    file_id = send(session)
    assert keep.expire(session, NOW + timedelta(hours=23)) == 0
    with pytest.raises(NoSuchFile):
        keep.find(session, file_id, CONVERSATION, NOW + timedelta(hours=25))
    assert keep.expire(session, NOW + timedelta(hours=25)) == 1
    commit(session)
    assert stored(folder) == []


def test_a_bad_picture_is_kept_only_when_that_is_wanted(session: Session) -> None:
    draft_id = at_the_file(session)
    file_id = send(session, inspect(dark(), "a.jpg"))
    warned = drafts.answer(session, draft_id, file_id, NOW)
    assert warned.kind == "warn" and "偏暗" in warned.message
    with pytest.raises(NotReady):
        filing.file(session, draft_id, NOW)
    assert drafts.answer(session, draft_id, "是", NOW).step.key == "consent_file"


def test_a_file_that_is_gone_is_asked_for_again(session: Session, folder: Path) -> None:
    draft_id = at_the_file(session)
    drafts.answer(session, draft_id, send(session), NOW)
    drafts.skip(session, draft_id, NOW)
    for path in folder.glob("??/*"):
        path.unlink()
    with pytest.raises(NotReady, match="重新上传") as error:
        filing.file(session, draft_id, NOW)
    assert error.value.step.key == "contract_file"


def test_a_file_used_for_two_drafts_is_two_rows_and_one_content(session: Session, folder: Path) -> None:
    file_id = send(session)
    for key in ("k1", "k2"):
        drafts.answer(session, at_the_file(session, key), file_id, NOW)
    assert len(session.scalars(select(Upload)).all()) == 2 and len(stored(folder)) == 1
    first = session.scalars(select(Application).order_by(Application.id)).first()
    assert first is not None
    drafts.cancel(session, first.id, NOW)
    commit(session)
    assert len(session.scalars(select(Upload)).all()) == 1 and len(stored(folder)) == 1


def test_one_conversation_cannot_fill_the_disk(session: Session) -> None:
    for _ in range(5):
        send(session)
    with pytest.raises(TooManyFiles, match="最多保存5个"):
        send(session)
    assert send(session, who="web:somebody-else")


def test_strays_of_a_crash_are_swept(session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    send(session)
    session.rollback()
    assert len(stored(folder)) == 1 and keep.remove_strays(session) == 0, "may still be on its way"
    monkeypatch.setattr(store, "_YOUNG_S", -1.0)
    assert keep.remove_strays(session) == 1 and stored(folder) == []
