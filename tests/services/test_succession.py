"""承接: a department that is withdrawn passes everything open on to another, in one step, and whoever waits is told."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.models import (
    Application,
    Appointment,
    AuditLog,
    Department,
    FaqEntry,
    FaqQuestion,
    FaqRelease,
    FaqWork,
    Handover,
    OutboxMessage,
    Rectification,
    ServiceItem,
    Window,
    WorkOrder,
)
from bot.services.answers.department import describe
from bot.services.applications.progress import progress_view
from bot.services.catalogue.load import load_dir
from bot.services.catalogue.query import get_item
from bot.services.departments import review, work
from bot.services.departments.desk import COURSE, desk
from bot.services.departments.standing import standing
from bot.services.departments.succession import pass_on_late
from bot.services.drafts.errors import Conflict, WorkError
from bot.services.editing import work as item_work
from bot.services.faq import release
from bot.services.faq import work as faq_work
from bot.services.faq.live import live
from bot.services.notices.words import notice
from bot.services.routing.store import Proposal as Learnt
from bot.services.staff import accounts
from bot.services.work_orders import departments as proposals
from bot.services.work_orders.record import order_view
from tests.services.catalogue_sample import REGION, document, write
from tests.services.test_departments import CHEN, CODE, LIN
from tests.services.test_departments_withdrawn import OTHER, standing_on, two_departments
from tests.services.test_editing import Begin

SIMILAR = (
    "居住证能办什么",
    "办居住证有什么好处",
    "有了居住证可以干啥",
    "居住证的用处",
    "拿居住证能享受什么",
    "为什么要办居住证",
    "居住证用来做什么",
    "居住证有啥用处没有",
)
WHY = "机构改革，并入政务服务局"


@pytest.fixture
def begin(engine: Engine, tmp_path: Path) -> Begin:
    return two_departments(engine, tmp_path)


@pytest.fixture
def begin_both(both_engines: Engine, tmp_path: Path) -> Begin:
    return two_departments(both_engines, tmp_path)


def ready(session: Session) -> None:
    """What no successor takes over is settled: nobody is talking, and who works here works there, too."""
    session.execute(update(Handover).values(state="left"))
    accounts.grant(session, "wang", ["办事"], [CODE, OTHER], "staff:sec", utc_now())
    session.expire_all()


def ask(begin: Begin, successor: str = OTHER) -> None:
    with begin() as session:
        work.ask_to_withdraw(session, CODE, LIN, WHY, utc_now(), successor)


def approve(begin: Begin) -> None:
    with begin() as session:
        review.approve(session, CODE, 1, CHEN, REGION[0], utc_now())


def told(session: Session) -> list[tuple[str, dict[str, Any]]]:
    rows = session.scalars(
        select(OutboxMessage).where(OutboxMessage.session_id.is_not(None)).order_by("id")  # type: ignore[union-attr]
    )
    return [(row.kind, row.payload) for row in rows]


def test_everything_open_goes_in_one_step_and_who_waits_is_told(begin_both: Begin) -> None:
    with standing_on(begin_both), begin_both() as session:
        ready(session)
        entry = session.scalars(select(FaqEntry)).one()
        entry.similar = [FaqQuestion(text=text, order_num=at) for at, text in enumerate(SIMILAR)]
        session.flush()
        release.publish(session, LIN)
        session.execute(delete(OutboxMessage))
    ask(begin_both)
    with begin_both() as session:
        before = {each.kind for each in standing(session, CODE, OTHER)}
        assert before == {"items", "faq", "cases", "bookings", "orders", "rectifications", "messages"}
    approve(begin_both)
    with begin_both() as session:
        assert standing(session, CODE) == [] or [each.kind for each in standing(session, CODE)] == [
            "accounts"
        ]
        for table, column in (
            (Application, Application.department_code),
            (WorkOrder, WorkOrder.department_code),
            (Rectification, Rectification.department_code),
            (Handover, Handover.group_code),
            (FaqEntry, FaqEntry.department_code),
        ):
            assert set(session.scalars(select(column))) == {OTHER}, table
        assert {view.department for view in live.read(session).views.values()} == {OTHER}
        assert {item.department.code for item in session.scalars(select(ServiceItem))} == {OTHER}
        case = session.scalars(select(Application)).one()
        event = progress_view(session, case).events[-1]
        assert event.note == "机构调整，由“云江市公安局户政管理支队”移交“云江市政务服务局”继续办理"
        assert (event.state, case.state) == ("accepted", "accepted")
        view = order_view(session, session.scalars(select(WorkOrder)).one())
        assert view.department == "云江市政务服务局" and view.events[-1].action == "移交"
        kinds = told(session)
        assert [kind for kind, _ in kinds] == ["application.passed_on", "work_order.passed_on"]
        words = [notice(kind, payload) for kind, payload in kinds]
        assert words[0] is not None and words[0]["text"].startswith(
            "您的“居住证”（01C1）因机构调整改由“云江市政务服务局”继续办理，编号和办理期限不变，您不用重新提交。"
        )
        assert words[1] is not None and "您的诉求（G1）因机构调整改由“云江市政务服务局”" in words[1]["text"]
        deed = session.scalars(select(AuditLog).where(AuditLog.action == "department.pass_on")).one()
        assert deed.actor == CHEN and deed.subject == f"department/{CODE}"
        passed = deed.detail["passed"]
        assert deed.detail["successor"] == OTHER
        assert {key: passed[key] for key in ("items", "entries", "cases", "orders", "messages")} == {
            "items": 2,
            "entries": 1,
            "cases": 1,
            "orders": 1,
            "messages": 1,
        }
        assert COURSE.past.revisions(session, CODE)[1].note == WHY


def test_bookings_stay_where_and_when_they_are(begin: Begin) -> None:
    with standing_on(begin), begin() as session:
        ready(session)
        booked = session.scalars(select(Appointment)).one().state
    ask(begin)
    approve(begin)
    with begin() as session:
        windows = {row.code: row for row in session.scalars(select(Window))}
        assert {row.department.code for row in windows.values()} == {OTHER}
        assert not any(row.is_closed for row in windows.values())
        assert session.scalars(select(Appointment)).one().state == booked
        assert not any(kind.startswith("appointment.displaced") for kind, _ in told(session))
        order = [row.code for row in sorted(windows.values(), key=lambda row: row.order_num)]
        assert order[-1] != "zw-hall" and len(set(order)) == len(order)


def test_the_old_names_and_duties_lead_to_the_successor(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(begin)
    approve(begin)
    with begin() as session:
        answer = describe(session, OTHER, ())
        assert answer is not None and "户政窗口" in answer.text
        assert describe(session, CODE, ()) == answer  # what is not trained anew still knows the old one
        body = desk(session, OTHER).body["department"]
        assert "云江市公安局户政管理支队" in body["aliases"]
        assert {each.department_code for each in proposals.propose_by_words(session, "户口办不下来")} == {
            OTHER
        }
        learnt = [Learnt(CODE, 0.5, ("户口",)), Learnt(OTHER, 0.3, ("窗口",))]
        monkeypatch.setattr(proposals.store, "propose", lambda *_: learnt)
        found = proposals.propose(session, "户口")
        assert [(each.department_code, round(each.probability, 1)) for each in found] == [(OTHER, 0.8)]
        assert [row.action for row in COURSE.past.revisions(session, OTHER)] == ["承接", "原版"]


def test_what_nobody_takes_over_is_settled_first(begin: Begin) -> None:
    with standing_on(begin), begin() as session:
        with pytest.raises(WorkError) as refused:
            work.ask_to_withdraw(session, CODE, LIN, WHY, utc_now(), OTHER)
        assert "转人工 1 个（排队中）" in str(refused.value) and "账号 1 个（wang）" in str(refused.value)
        assert "办件" not in str(refused.value) and "问答" not in str(refused.value)
        ready(session)
        with pytest.raises(WorkError, match="没办结的办件 1 件"):
            work.ask_to_withdraw(session, CODE, LIN, WHY, utc_now())


@pytest.mark.parametrize("successor", [CODE, "nobody"])
def test_only_another_department_in_use_takes_over(begin: Begin, successor: str) -> None:
    with begin() as session, pytest.raises(WorkError, match="在用的部门"):
        work.ask_to_withdraw(session, CODE, LIN, WHY, utc_now(), successor)


def test_a_successor_with_a_draft_of_its_own_waits(begin: Begin) -> None:
    """Its draft knows nothing of the windows that would come, and would close them."""
    ask(begin)
    with begin() as session:
        body = copy.deepcopy(desk(session, OTHER).body)
        work.save(session, OTHER, body, 0, LIN, utc_now())
    with begin() as session, pytest.raises(WorkError, match="没审核完的修改"):
        review.approve(session, CODE, 1, CHEN, REGION[0], utc_now())


def test_who_is_writing_is_told_and_the_draft_goes_along(begin: Begin) -> None:
    with standing_on(begin), begin() as session:
        ready(session)
        body = faq_work.desk(session, "permit").body
        faq_work.save(session, "permit", {**body, "answer": "可以办很多事。"}, 0, LIN, utc_now())
        item_work.create(session, "hz-lost", "居住证挂失", CODE, LIN, utc_now())
    ask(begin)
    approve(begin)
    with begin() as session:
        draft = faq_work.desk(session, "permit")
        assert draft.body["department"] == OTHER and draft.body["answer"] == "可以办很多事。"
        assert not draft.outdated
        assert session.scalars(select(FaqWork.department_code)).all() == [OTHER]
        assert item_work.desk(session, "hz-lost").department == OTHER
        with pytest.raises(Conflict):
            faq_work.save(session, "permit", body, 1, LIN, utc_now())


def test_what_comes_late_follows_within_the_hour(begin: Begin) -> None:
    """Somebody chose the department in a conversation before it was withdrawn."""
    with standing_on(begin), begin() as session:
        ready(session)
    ask(begin)
    approve(begin)
    with begin() as session:
        session.execute(delete(OutboxMessage))
        for table in (Application, WorkOrder, Rectification):
            session.execute(update(table).values(department_code=CODE))
        session.execute(update(Handover).values(group_code=CODE))
    with begin() as session:
        assert pass_on_late(session, utc_now()) == 4
        assert pass_on_late(session, utc_now()) == 0
        assert set(session.scalars(select(WorkOrder.department_code))) == {OTHER}
        assert [kind for kind, _ in told(session)] == [
            "application.passed_on",
            "work_order.passed_on",
        ]


def test_nobody_who_wants_no_reply_is_written_to(begin: Begin) -> None:
    with standing_on(begin), begin() as session:
        ready(session)
        session.execute(update(WorkOrder).values(need_reply=False))
    ask(begin)
    approve(begin)
    with begin() as session:
        assert "work_order.passed_on" not in [kind for kind, _ in told(session)]
        assert session.scalars(select(WorkOrder.department_code)).one() == OTHER


def test_an_upgrade_leaves_it_with_the_successor(begin: Begin, tmp_path: Path) -> None:
    ask(begin)
    approve(begin)
    with begin() as session:
        load_dir(session, write(tmp_path / "again", document()), *REGION, over_edits=False)
        view = get_item(session, "hz-permit")
        assert view is not None and view.department.code == OTHER
        assert not any(session.scalars(select(Window.is_closed)))
        assert session.scalars(select(Department.successor).where(Department.code == CODE)).one() == OTHER


def test_a_release_that_says_nothing_of_it_stays(begin: Begin) -> None:
    with begin() as session:
        release.publish_owner(session, CODE, OTHER, CHEN, WHY)
        assert session.scalars(select(FaqRelease)).all() == []
