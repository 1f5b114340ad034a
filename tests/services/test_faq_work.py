"""Drafts: never lost, never over somebody else's, approved by another person, live only by a release."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import AuditLog, FaqEntry, FaqRelease, FaqWork
from bot.services.catalogue.load import load_dir
from bot.services.content import today
from bot.services.drafts.errors import Conflict, NotReady, WorkError
from bot.services.faq import emergency, history, review, work
from bot.services.faq.diff import changes
from bot.services.faq.import_ import import_files
from bot.services.faq.listing import Asked, counts, listed
from bot.services.faq.read import FaqFile
from bot.services.faq.release import publish, published, rollback
from tests.services.catalogue_sample import REGION, document, write
from tests.services.faq_sample import body, record

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)
LIN, ZHOU, CHEN = "staff:lin", "staff:zhou", "staff:chen"


@pytest.fixture
def db(both_engines: Engine, tmp_path: Path) -> Iterator[Session]:
    """A city with one published entry."""
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        load_dir(session, write(tmp_path / "catalogue", document()), *REGION)
        import_files(session, [FaqFile("a.yml", [record()])], "a.yml")
        publish(session, "seed")
        session.commit()
        yield session


NAME = "permit_benefits"


def write_draft(db: Session, by: str = LIN, **changed: Any) -> int:
    return work.save(db, NAME, body(**changed), work.desk(db, NAME).version, by, NOW)


def live(db: Session) -> dict[str, str]:
    return {view.name: view.answer for view in published(db)}


def test_a_draft_changes_nothing_that_citizens_see_until_it_is_released(db: Session) -> None:
    before = live(db)
    version = write_draft(db, answer="居住证持有人依法享受六项基本公共服务。")
    assert live(db) == before
    work.submit(db, NAME, version, LIN, "补充", NOW)
    assert live(db) == before
    review.approve(db, NAME, version, CHEN, NOW)
    assert live(db) == before
    publish(db, CHEN)
    assert live(db)[NAME] == "居住证持有人依法享受六项基本公共服务。"
    rollback(db, 1, CHEN)
    assert live(db) == before


def test_the_first_change_keeps_what_was_imported(db: Session) -> None:
    write_draft(db, answer="居住证持有人依法享受六项基本公共服务。")
    (original,) = history.revisions(db, NAME)
    assert (original.action, original.actor) == ("原版", "a.yml")
    assert original.body == body()


def test_an_unfinished_draft_is_kept_and_may_not_be_submitted(db: Session) -> None:
    version = write_draft(
        db, answer="", similar=["短"], source={"title": "", "doc_no": "", "article": "", "url": ""}
    )
    assert work.desk(db, NAME).body["answer"] == ""
    with pytest.raises(NotReady) as caught:
        work.submit(db, NAME, version, LIN, "", NOW)
    assert {"answer", "source.title", "source.url"} <= {finding.field for finding in caught.value.findings}


def test_saving_over_somebody_else_shows_what_they_wrote(db: Session) -> None:
    mine = write_draft(db, LIN, answer="林写的回答，至少十个字。")
    theirs = work.save(db, NAME, body(answer="周写的回答，至少十个字。"), mine, ZHOU, NOW)
    with pytest.raises(Conflict) as caught:
        work.save(db, NAME, body(answer="林又写的回答，至少十个字。"), mine, LIN, NOW)
    assert (caught.value.theirs["answer"], caught.value.by, caught.value.version) == (
        "周写的回答，至少十个字。",
        ZHOU,
        theirs,
    )
    assert work.desk(db, NAME).body["answer"] == "周写的回答，至少十个字。"
    assert work.save(db, NAME, body(answer="两个人商量好的回答，都在。"), theirs, LIN, NOW) == theirs + 1


def test_nobody_approves_what_they_had_a_hand_in(db: Session) -> None:
    write_draft(db, LIN)
    version = write_draft(db, ZHOU, category="证件")
    work.submit(db, NAME, version, ZHOU, "", NOW)
    for person in (LIN, ZHOU):
        with pytest.raises(WorkError, match="另一个人"):
            review.approve(db, NAME, version, person, NOW)
    review.approve(db, NAME, version, CHEN, NOW)
    entry = db.scalars(select(FaqEntry)).one()
    assert (entry.category, entry.state, entry.version) == ("证件", "draft", 2)
    assert db.scalars(select(FaqWork)).all() == []
    trail = [row.action for row in db.scalars(select(AuditLog).order_by(AuditLog.sequence))]
    assert trail[-2:] == ["faq.submit", "faq.approve"]


def test_what_changed_after_it_was_looked_at_is_not_approved(db: Session) -> None:
    version = write_draft(db)
    work.submit(db, NAME, version, LIN, "", NOW)
    write_draft(db, LIN, category="别的")
    with pytest.raises(Conflict):
        review.approve(db, NAME, version, CHEN, NOW)
    with pytest.raises(WorkError, match="还没有提交"):
        review.approve(db, NAME, version + 1, CHEN, NOW)


def test_an_entry_that_moved_on_meanwhile_is_looked_at_again(db: Session) -> None:
    version = write_draft(db, category="证件")
    import_files(db, [FaqFile("b.yml", [record(category="导入的分类")])], "b.yml")
    work.submit(db, NAME, version, LIN, "", NOW)
    assert work.desk(db, NAME).outdated
    with pytest.raises(WorkError, match="新版本"):
        review.approve(db, NAME, version, CHEN, NOW)
    work.rebase(db, NAME, version, LIN, NOW)
    assert not work.desk(db, NAME).outdated
    review.approve(db, NAME, version + 1, CHEN, NOW)


def test_sending_back_says_why_and_saving_begins_again(db: Session) -> None:
    version = write_draft(db)
    work.submit(db, NAME, version, LIN, "", NOW)
    with pytest.raises(WorkError, match="要改什么"):
        review.send_back(db, NAME, version, CHEN, "  ", NOW)
    review.send_back(db, NAME, version, CHEN, "文号不对", NOW)
    found = work.desk(db, NAME)
    assert (found.state, found.note) == ("returned", "文号不对")
    write_draft(db)
    assert work.desk(db, NAME).state == "editing"


def test_giving_up_loses_nothing(db: Session) -> None:
    version = write_draft(db, answer="写了一半的回答，先放一放。")
    work.discard(db, NAME, version, LIN, NOW)
    newest = history.revisions(db, NAME)[0]
    assert (newest.action, newest.body["answer"]) == ("放弃", "写了一半的回答，先放一放。")
    work.restore(db, NAME, newest.sequence, LIN, NOW)
    assert work.desk(db, NAME).body["answer"] == "写了一半的回答，先放一放。"


def test_restoring_keeps_the_draft_it_replaces(db: Session) -> None:
    write_draft(db, answer="正在写的回答，不能没有了。")
    work.restore(db, NAME, 1, ZHOU, NOW)
    assert work.desk(db, NAME).body == body()
    assert "正在写的回答，不能没有了。" in [row.body["answer"] for row in history.revisions(db, NAME)]
    with pytest.raises(WorkError, match="没有这一次"):
        work.restore(db, NAME, 99, LIN, NOW)


def test_a_new_entry_from_its_question_to_citizens(db: Session) -> None:
    name = work.create(db, "居住证签注过期了怎么办？", "ga-hz", LIN, NOW)
    assert name.startswith("q_ju_zhu_zheng_qian_zhu")
    draft = body(name, "签注", question="居住证签注过期了怎么办？", answer="到派出所补办签注手续，不收费。")
    version = work.save(db, name, draft, 1, LIN, NOW)
    work.submit(db, name, version, LIN, "", NOW)
    review.approve(db, name, version, CHEN, NOW)
    publish(db, CHEN)
    assert name in live(db)


def test_taking_down_is_reviewed_too(db: Session) -> None:
    with pytest.raises(WorkError, match="为什么"):
        work.ask_to_withdraw(db, NAME, LIN, "", NOW)
    work.ask_to_withdraw(db, NAME, LIN, "政策废止", NOW)
    with pytest.raises(WorkError, match="另一个人"):
        review.approve(db, NAME, 1, LIN, NOW)
    review.approve(db, NAME, 1, CHEN, NOW)
    assert NAME in live(db)
    import_files(db, [FaqFile("c.yml", [record("other", "补办")])], "c.yml")
    publish(db, CHEN)
    assert NAME not in live(db)
    assert db.scalars(select(FaqEntry.state).where(FaqEntry.name == NAME)).one() == "withdrawn"


def test_an_emergency_goes_live_alone_and_is_looked_at_afterwards(db: Session) -> None:
    import_files(db, [FaqFile("c.yml", [record("other", "补办")])], "c.yml")  # approved, not released
    version = write_draft(db, answer="因系统维护，今天暂停受理，明天恢复。")
    with pytest.raises(WorkError, match="原因"):
        emergency.publish_now(db, NAME, version, LIN, "急", NOW)
    assert emergency.publish_now(db, NAME, version, LIN, "系统临时维护", NOW) == 2
    assert live(db) == {NAME: "因系统维护，今天暂停受理，明天恢复。"}
    (row,) = emergency.pending(db)
    with pytest.raises(WorkError, match="另一个人"):
        emergency.review(db, row.id, LIN, True, NOW)
    assert emergency.review(db, row.id, CHEN, False, NOW) == 1
    assert live(db)[NAME] == body()["answer"]
    with pytest.raises(WorkError, match="审核过"):
        emergency.review(db, row.id, CHEN, True, NOW)


def test_an_emergency_takes_an_entry_off_at_once(db: Session) -> None:
    import_files(db, [FaqFile("c.yml", [record("other", "补办")])], "c.yml")
    publish(db, CHEN)
    emergency.withdraw_now(db, NAME, CHEN, "内容有误，先下线", NOW)
    assert set(live(db)) == {"other"}
    (row,) = emergency.pending(db)
    assert emergency.review(db, row.id, LIN, True, NOW) is None
    assert db.scalars(select(FaqRelease.sequence).where(FaqRelease.is_active)).one() == 3


def test_an_unfinished_draft_does_not_go_live_by_emergency(db: Session) -> None:
    version = write_draft(db, answer="")
    with pytest.raises(NotReady):
        emergency.publish_now(db, NAME, version, LIN, "系统临时维护", NOW)
    assert emergency.pending(db) == []


def test_forbidden_words_keep_a_draft_back(db: Session) -> None:
    version = write_draft(db, answer="据说办得很快，找关系更快一些。")
    with pytest.raises(NotReady, match="据说"):
        work.submit(db, NAME, version, LIN, "", NOW)


def test_the_list_holds_each_entry_once(db: Session) -> None:
    import_files(db, [FaqFile("c.yml", [record("other", "补办", valid_to="2030-01-01")])], "c.yml")
    name = work.create(db, "100%_新问题", "ga-hz", LIN, NOW)
    write_draft(db)
    rows, total = listed(db, Asked(), today())
    assert total == 3 and {row.name: row.state for row in rows} == {
        NAME: "editing",
        "other": "draft",
        name: "editing",
    }
    assert [row.name for row in listed(db, Asked(words="补办"), today())[0]] == ["other"]
    assert [row.name for row in listed(db, Asked(words="100%_"), today())[0]] == [name]  # no wildcard
    assert [row.name for row in listed(db, Asked(words="第3种问法 待遇"), today())[0]] == [NAME]
    assert listed(db, Asked(words="0%新"), today())[1] == 0
    assert listed(db, Asked(state="draft"), today())[1] == 1
    assert listed(db, Asked(need="expired"), today().replace(year=2031))[1] == 1
    assert listed(db, Asked(departments=["elsewhere"]), today())[1] == 0
    assert counts(db, ()) == {"editing": 2, "draft": 1}


text = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text, text, st.lists(text, max_size=4), st.lists(text, max_size=4))
def test_a_difference_holds_both_texts(old: str, new: str, lines: list[str], others: list[str]) -> None:
    found = {
        c.label: c.pieces for c in changes(body(answer=old, similar=lines), body(answer=new, similar=others))
    }
    pieces = found.get("回答", (("same", old),))
    assert "".join(words for kind, words in pieces if kind != "new") == old
    assert "".join(words for kind, words in pieces if kind != "gone") == new
    assert ("相似问法" in found) == (lines != others)


def test_two_saves_at_once_are_one_and_a_conflict(both_engines: Engine, db: Session) -> None:
    version = write_draft(db)
    db.commit()
    results: list[str] = []

    def attempt(by: str) -> None:
        with Session(both_engines, future=True) as session:
            try:
                work.save(session, NAME, body(category=by), version, by, NOW)
                session.commit()
                results.append("saved")
            except Conflict:
                results.append("conflict")

    run: Callable[[str], None] = attempt
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, [f"staff:p{n}" for n in range(4)]))
    assert sorted(results) == ["conflict"] * 3 + ["saved"]
