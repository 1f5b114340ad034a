"""What is known follows the database while the talk goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.db.base import Base
from bot.db.session import get_engine, reset_engines, write_session
from bot.nlu import knowledge as module
from bot.nlu.amended import AmendedIndex
from bot.nlu.entries import EntryIndex
from bot.nlu.knowledge import KnowledgeBase
from bot.services.faq.import_ import import_files
from bot.services.faq.read import FaqFile
from bot.services.faq.release import publish
from bot.services.policies.store import PolicyReport, store
from bot.settings import get_settings
from tests.services.city import add_item
from tests.services.faq_sample import record
from tests.services.policy_sample import record as policy


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One item, no FAQ; checked for news at every question."""
    monkeypatch.setattr(module, "_CHECK_EVERY_S", 0.0)
    reset_engines()
    with monkeypatch.context() as patch:
        patch.setenv("ZHENGWEN_DATABASE_URL", f"sqlite:///{tmp_path / 'own.db'}")
        get_settings.cache_clear()
        reset_engines()
        Base.metadata.create_all(get_engine())
        with write_session() as session:
            add_item(session)
        yield
        reset_engines()
    get_settings.cache_clear()


def soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.01)
    return False


def release() -> None:
    with write_session() as session:
        entry = record(item="hz-residence-permit")
        import_files(session, [FaqFile("a.yml", [entry])], "a.yml")
        publish(session, "staff")


def test_a_release_is_known_soon_and_nobody_waits_for_it(city: None) -> None:
    base = KnowledgeBase()
    before = base.current()
    assert not before.faqs
    release()
    assert base.current() is before
    assert soon(lambda: "permit_benefits" in base.current().faqs)


def test_when_it_cannot_be_read_the_old_answers_and_the_next_look_tries_again(
    city: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = KnowledgeBase()
    before = base.current()
    release()

    def broken(*_: object) -> None:
        raise OSError("disk")

    said: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(module, "log", SimpleNamespace(exception=said.append, info=lambda *_, **__: None))
        patch.setattr(module, "item_names", broken)
        assert base.current() is before
        assert soon(lambda: base._loading.acquire(blocking=False))
        base._loading.release()
        assert base.current() is before
        assert soon(lambda: base._loading.acquire(blocking=False))
        base._loading.release()
    assert said == ["knowledge.not_loaded"] * 2
    assert soon(lambda: "permit_benefits" in base.current().faqs)


def test_a_policy_document_is_known_soon_and_its_index_kept_while_it_stays(city: None) -> None:
    """Imported at one replica, found at every other: no training, no restart."""
    base = KnowledgeBase()
    assert base.current().clauses.keys == []
    with write_session() as session:
        store(session, policy(), "a.docx", "staff", PolicyReport())
    assert soon(lambda: len(base.current().clauses.keys) == 3)
    assert base.current().citations.find("犬只登记办法第四条") is not None
    clauses = base.current().clauses
    release()
    assert soon(lambda: "permit_benefits" in base.current().faqs)
    assert base.current().clauses is clauses


def test_without_news_nothing_is_read_again(city: None) -> None:
    base = KnowledgeBase()
    assert base.current() is base.current()


def test_of_many_entries_the_changed_ones_are_talked_with_before_all_are_indexed(
    city: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MANY", 1)
    base = KnowledgeBase()
    base.current()
    seen: list[type] = []
    amended = AmendedIndex.__init__
    monkeypatch.setattr(
        AmendedIndex, "__init__", lambda *all_: (seen.append(AmendedIndex), amended(*all_))[1]
    )
    release()
    assert soon(lambda: "permit_benefits" in base.current().faqs)
    assert seen == [AmendedIndex]
    assert soon(lambda: isinstance(base.current().faq_index, EntryIndex))
    assert base.current().search_faq("居住证有哪些待遇")[0].key == "permit_benefits"
