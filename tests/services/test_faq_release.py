from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import AuditLog, FaqEntry, FaqRelease, FaqReleaseEntry
from bot.services.audit.verify import verify
from bot.services.catalogue.load import load_dir
from bot.services.faq.export import export_dir, published_records, working_records
from bot.services.faq.import_ import FaqImportReport, import_files
from bot.services.faq.read import FaqFile
from bot.services.faq.release import ReleaseError, active_release_id, publish, published, rollback
from bot.services.faq.schema import FaqRecord
from bot.services.seed import seed
from tests.services.catalogue_sample import REGION, TODAY, document, sessions, write
from tests.services.faq_sample import record

New = Callable[[], Any]


@pytest.fixture
def new(tmp_path: Path) -> New:
    made = sessions(tmp_path)
    with made() as session:
        load_dir(session, write(tmp_path / "catalogue", document()), *REGION, today=TODAY)
    return made


def put(new: New, *records: FaqRecord, keep_edits: bool = False) -> FaqImportReport:
    with new() as session:
        return import_files(session, [FaqFile("a.yml", list(records))], "a.yml", keep_edits)


def release(new: New) -> int:
    with new() as session:
        return publish(session, "staff", today=TODAY).sequence


def names(new: New, day: date = TODAY) -> list[str]:
    with new() as session:
        return [view.name for view in published(session, day)]


def test_nothing_is_said_before_it_is_published(new: New) -> None:
    put(new, record())
    assert names(new) == []
    assert release(new) == 1
    with new() as session:
        (view,) = published(session, TODAY)
        assert (view.item, view.department, view.similar) == ("hz-permit", "ga-hz", tuple(record().similar))
        assert str(view.source) == "《居住证暂行条例》（国务院令第663号）第十二条"
        assert session.scalar(select(FaqEntry.state)) == "published"


def test_publishing_the_same_again_keeps_the_release(new: New) -> None:
    put(new, record())
    release(new)
    with new() as session:
        before = active_release_id(session)
        assert publish(session, "staff", today=TODAY).unchanged
        assert active_release_id(session) == before


def test_importing_again_changes_only_what_differs(new: New) -> None:
    assert put(new, record(), record("b", "好处")).added == 2
    report = put(new, record(), record("b", "好处", answer="另一个足够长的回答内容"))
    assert (report.added, report.changed, report.unchanged) == (0, 1, 1)
    with new() as session:
        entry = session.scalars(select(FaqEntry).where(FaqEntry.name == "b")).one()
        assert (entry.version, entry.state) == (2, "draft")


def test_similar_questions_can_be_reordered_and_replaced(new: New) -> None:
    put(new, record())
    turned = [*reversed(record().similar[1:]), "新的问法来了"]
    put(new, record(similar=turned))
    with new() as session:
        assert working_records(session)[0].similar == turned


def test_a_draft_does_not_change_what_citizens_see(new: New) -> None:
    put(new, record())
    release(new)
    put(new, record(answer="尚未发布的回答内容在此"))
    with new() as session:
        assert published(session, TODAY)[0].answer == record().answer


def test_rolling_back_brings_the_old_words_back(new: New) -> None:
    put(new, record())
    release(new)
    put(new, record(answer="第二版的回答内容在这里"), record("b", "好处"))
    assert release(new) == 2
    with new() as session:
        rollback(session, 1, "staff")
    with new() as session:
        assert [view.answer for view in published(session, TODAY)] == [record().answer]
        assert session.scalars(select(FaqRelease.sequence).where(FaqRelease.is_active)).all() == [1]
        with pytest.raises(ReleaseError, match="没有第9号"):
            rollback(session, 9, "staff")
    assert release(new) == 3


def test_a_release_cannot_be_altered(new: New) -> None:
    put(new, record())
    release(new)
    with pytest.raises(ValueError, match="不能修改"), new() as session:
        session.scalars(select(FaqReleaseEntry)).one().snapshot = {}
    with pytest.raises(ValueError, match="不能修改"), new() as session:
        session.delete(session.scalars(select(FaqReleaseEntry)).one())


def test_an_entry_that_fails_the_check_stays_behind_and_is_reported(new: New) -> None:
    put(new, record(), record("b", "好处", department="nobody"), record("c", "办法", similar=["只有一条"]))
    with new() as session:
        report = publish(session, "staff", today=TODAY)
    assert report.entries == 1
    assert {finding.item for finding in report.skipped} == {"b", "c"}
    assert names(new) == ["permit_benefits"]


def test_an_empty_release_is_refused(new: New) -> None:
    with new() as session, pytest.raises(ReleaseError, match="没有可以发布的问答"):
        publish(session, "staff", today=TODAY)


def test_validity_is_honoured_on_the_day(new: New) -> None:
    put(
        new, record(valid_from="2026-12-01", valid_to="2026-12-31"), record("always", "办法", valid_from=None)
    )
    release(new)
    assert names(new, date(2026, 11, 30)) == ["always"]
    assert names(new, date(2026, 12, 1)) == ["always", "permit_benefits"]
    assert names(new, date(2026, 12, 31)) == ["always", "permit_benefits"]
    assert names(new, date(2027, 1, 1)) == ["always"]


def test_a_withdrawn_entry_is_gone_after_the_next_release(new: New) -> None:
    put(new, record(), record("b", "好处"))
    release(new)
    with new() as session:
        session.scalars(select(FaqEntry).where(FaqEntry.name == "b")).one().state = "withdrawn"
    release(new)
    assert names(new) == ["permit_benefits"]
    assert put(new, record("b", "好处"), keep_edits=True).kept == 1
    assert put(new, record("b", "好处")).changed == 1


def test_a_repeated_question_is_reported_and_not_stored(new: New) -> None:
    report = put(new, record(similar=["同一句话"] * 8))
    assert (report.added, len(report.skipped)) == (0, 1)


def test_the_seed_never_overwrites_staff(new: New, tmp_path: Path) -> None:
    catalogue, faq = tmp_path / "catalogue", tmp_path / "faq"

    def run() -> Any:
        with new() as session:
            return seed(session, catalogue, faq, *REGION)

    export_dir([record()], faq)
    assert run().release.sequence == 1
    again = run()
    assert again.release.unchanged and not again.catalogue.has_changes
    export_dir([record(answer="随软件附带的新回答内容")], faq)
    assert run().release.sequence == 2
    with new() as session:
        session.scalars(select(FaqEntry)).one().answer = "工作人员改过的回答内容"
    export_dir([record(answer="随软件附带的又一版内容"), record("b", "好处")], faq)
    report = run()
    assert (report.faq.kept, report.faq.added, report.release) == (1, 1, None)
    with new() as session:
        assert [r.answer for r in published_records(session)] == ["随软件附带的新回答内容"]
        assert "工作人员改过的回答内容" in [r.answer for r in working_records(session)]


def test_publishing_and_going_back_stand_in_the_audit_log(new: New) -> None:
    put(new, record())
    release(new)
    put(new, record(), record("permit_school", "入学"))
    release(new)
    with new() as session:
        rollback(session, 1, "张审核")
        done = session.execute(select(AuditLog.actor, AuditLog.action, AuditLog.subject)).all()
        assert [tuple(row) for row in done] == [
            ("staff", "faq.publish", "release 1"),
            ("staff", "faq.publish", "release 2"),
            ("张审核", "faq.rollback", "release 1"),
        ]
        assert not verify(session).problem
