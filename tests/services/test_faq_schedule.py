"""定时发布: at its hour exactly what was checked goes live, once, or nothing does and staff are told why."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import AuditLog, FaqRelease, FaqSchedule
from bot.services.catalogue.load import load_dir
from bot.services.drafts.errors import WorkError
from bot.services.faq import gates, review, schedule, work
from bot.services.faq.import_ import import_files
from bot.services.faq.read import FaqFile
from bot.services.faq.release import candidate, publish, published
from tests.services.catalogue_sample import REGION, document, write
from tests.services.faq_sample import body, record

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)
DUE = NOW + timedelta(hours=6)
LIN, CHEN = "staff:lin", "staff:chen"
NAME = "permit_benefits"
NEW = "居住证持有人依法享受六项基本公共服务。"


@pytest.fixture
def db(both_engines: Engine, tmp_path: Path) -> Iterator[Session]:
    """A city with one published entry and an approved change to it."""
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        load_dir(session, write(tmp_path / "catalogue", document()), *REGION)
        import_files(session, [FaqFile("a.yml", [record()])], "a.yml")
        publish(session, "seed")
        change(session, NEW)
        session.commit()
        yield session


def change(db: Session, answer: str) -> None:
    version = work.save(db, NAME, body(answer=answer), work.desk(db, NAME).version, LIN, NOW)
    work.submit(db, NAME, version, LIN, "", NOW)
    review.approve(db, NAME, version, CHEN, NOW)


def checked(db: Session) -> int:
    """A gate that has passed what would be released now."""
    gate = gates.begin(db, CHEN, NOW)
    gates.finish(db, gate, gates.PASSED, gates.digest_of(candidate(db)[0]), {}, NOW)
    db.commit()
    return gate


def live(db: Session) -> str:
    return {view.name: view.answer for view in published(db)}[NAME]


def test_it_goes_live_at_its_hour_and_not_before(db: Session) -> None:
    schedule.plan(db, checked(db), DUE, CHEN, "新政策生效", NOW)
    db.commit()
    before = DUE - timedelta(seconds=1)
    assert not schedule.is_due(db, before) and schedule.run_due(db, before) is None
    assert live(db) != NEW and schedule.waiting(db).note == "新政策生效"
    assert schedule.is_due(db, DUE) and schedule.run_due(db, DUE) == "done"
    assert live(db) == NEW and schedule.waiting(db) is None and schedule.run_due(db, DUE) is None
    row = db.scalars(select(FaqSchedule)).one()
    assert row.result == "第 2 号版本" and schedule.failed_lately(db, DUE) is None
    assert db.scalars(select(FaqRelease.note).where(FaqRelease.is_active)).one() == "新政策生效"
    audited = set(db.scalars(select(AuditLog.action)))
    assert {"faq.schedule", "faq.release", "faq.publish"} <= audited


def test_what_changed_meanwhile_stops_it_and_staff_are_told(db: Session) -> None:
    before = live(db)
    schedule.plan(db, checked(db), DUE, CHEN, "", NOW)
    change(db, "居住证持有人依法享受义务教育等基本公共服务。")
    db.commit()
    assert schedule.run_due(db, DUE) == "failed"
    assert live(db) == before
    found = schedule.failed_lately(db, DUE)
    assert "又有变化" in found.result and schedule.failed_lately(db, DUE + timedelta(days=4)) is None
    schedule.plan(db, checked(db), DUE + timedelta(hours=1), CHEN, "", DUE)
    assert schedule.failed_lately(db, DUE) is None, "somebody has seen to it"


def test_it_can_be_called_off(db: Session) -> None:
    number = schedule.plan(db, checked(db), DUE, CHEN, "", NOW)
    schedule.cancel(db, number, LIN, NOW)
    db.commit()
    assert schedule.run_due(db, DUE) is None and live(db) != NEW
    with pytest.raises(WorkError, match="不能取消"):
        schedule.cancel(db, number, LIN, NOW)


def test_what_cannot_be_planned_is_refused_in_words(db: Session) -> None:
    with pytest.raises(WorkError, match="先做发布检查"):
        schedule.plan(db, 99, DUE, CHEN, "", NOW)
    gate = checked(db)
    for due in (NOW, NOW - timedelta(days=1), NOW + timedelta(days=61)):
        with pytest.raises(WorkError, match="60 天之内"):
            schedule.plan(db, gate, due, CHEN, "", NOW)
    schedule.plan(db, gate, DUE, CHEN, "", NOW)
    with pytest.raises(WorkError, match="先取消"):
        schedule.plan(db, gate, DUE, LIN, "", NOW)
    change(db, "居住证持有人依法享受义务教育等基本公共服务。")
    with pytest.raises(WorkError, match="重新检查"):
        schedule.plan(db, gate, DUE, CHEN, "", NOW)


def test_many_replicas_release_it_once(both_engines: Engine, db: Session) -> None:
    schedule.plan(db, checked(db), DUE, CHEN, "", NOW)
    db.commit()

    def one(_: int) -> str | None:
        with Session(both_engines, future=True) as session, session.begin():
            return schedule.run_due(session, DUE)

    with ThreadPoolExecutor(4) as pool:
        states = list(pool.map(one, range(4)))
    assert sorted(states, key=str) == [None, None, None, "done"]
    assert len(db.scalars(select(FaqRelease)).all()) == 2
