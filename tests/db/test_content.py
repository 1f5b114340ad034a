"""The shipped content on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import sessionmaker

from bot.db import migrate
from bot.db.models import FaqEntry, FaqRelease
from bot.db.session import make_engine
from bot.services.catalogue.query import catalogue_version, get_item, item_names
from bot.services.faq.live import LiveReader
from bot.services.faq.release import ReleaseError, active_release_id, publish, published, rollback
from bot.services.seed import SeedReport, seed
from bot.settings import ROOT

TODAY = date(2026, 11, 24)


@pytest.fixture
def begin(url: str) -> Any:
    """`with begin() as session:` is one transaction on a database with the shipped content."""
    migrate.upgrade(url)
    engine = make_engine(url, 20)
    factory = sessionmaker(engine, future=True, expire_on_commit=False)
    with factory.begin() as session:
        put(session)
    yield factory.begin
    engine.dispose()


def put(session: Any) -> SeedReport:
    return seed(session, ROOT / "data" / "catalogue", ROOT / "data" / "nlu" / "faq", "990100", "云江市")


def test_every_item_and_entry_is_read(begin: Callable[[], Any]) -> None:
    with begin() as session:
        names = item_names(session, TODAY)
        views = [get_item(session, name.code, TODAY) for name in names]
        assert len(views) >= 60 and all(view is not None and view.materials for view in views)
        assert len(published(session, TODAY)) >= 150


def test_of_another_release_only_what_differs_is_read(begin: Callable[[], Any]) -> None:
    reader = LiveReader()
    with begin() as session:
        before = reader.read(session)
        entry = session.scalars(select(FaqEntry).where(FaqEntry.name == min(before.views))).one()
        entry.answer, entry.state, name = f"{entry.answer}今年起网上也能办。", "draft", entry.name
        publish(session, "staff")
    with begin() as session:
        after = reader.read(session)
        assert list(after.views) == list(before.views)
        assert [name for name in after.views if after.views[name] is not before.views[name]] == [name]
        assert after.on(TODAY) == published(session, TODAY)


def test_seeding_again_writes_nothing(begin: Callable[[], Any]) -> None:
    with begin() as session:
        before = catalogue_version(session), active_release_id(session)
    with begin() as session:
        report = put(session)
        assert report.release is not None and report.release.unchanged
    with begin() as session:
        assert (catalogue_version(session), active_release_id(session)) == before


def test_publishing_at_once_leaves_exactly_one_active_release(begin: Callable[[], Any]) -> None:
    names = [f"staff-{n}" for n in range(4)]

    def change(by: str) -> None:
        try:
            with begin() as session:
                entry = session.scalars(select(FaqEntry).order_by(FaqEntry.id).limit(1)).one()
                entry.category = by
                publish(session, by, today=TODAY)
        except ReleaseError:
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(change, names))
    with begin() as session:
        active = session.scalars(select(FaqRelease).where(FaqRelease.is_active)).all()
        assert len(active) == 1 and active[0].created_by in names
        assert session.scalar(select(func.max(FaqRelease.sequence))) == active[0].sequence
        rollback(session, 1, "staff")
    with begin() as session:
        assert session.scalar(select(FaqRelease.sequence).where(FaqRelease.is_active)) == 1
