"""撤销 a department: refused while anything stands on it, approved by a second person, offered no more, still named."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.models import (
    Application,
    Appointment,
    AuditLog,
    Department,
    FaqEntry,
    Handover,
    Rating,
    Rectification,
    ServiceItem,
    StaffAccount,
    Window,
    WorkOrder,
)
from bot.services.answers.department import describe
from bot.services.appointments.slots import make_slots
from bot.services.catalogue.export import documents
from bot.services.catalogue.load import load_dir
from bot.services.catalogue.query import catalogue_version, departments_in_use, get_item, public_places
from bot.services.content import today
from bot.services.departments import review, work
from bot.services.departments.desk import COURSE, desk, listed
from bot.services.departments.standing import standing
from bot.services.drafts.errors import WorkError
from bot.services.editing import desk as items
from bot.services.editing import review as item_review
from bot.services.editing import work as item_work
from bot.services.staff import accounts
from bot.services.staff.errors import StaffError
from bot.services.work_orders import departments as proposals
from bot.services.work_orders.record import order_view
from tests.services.catalogue_sample import REGION, document, item, write
from tests.services.test_departments import CHEN, CODE, LIN, book
from tests.services.test_editing import Begin, on

OTHER = "zw"
HALL = {"code": "zw-hall", "name": "政务大厅", "address": "政和路1号", "hours": "周一至周五 9:00-17:00"}


def two_departments(engine: Engine, tmp_path: Path) -> Begin:
    """The city of test_departments, and a department that can take over."""
    begin = on(engine, tmp_path)
    with begin() as session:
        other = Department(
            code=OTHER,
            name="云江市政务服务局",
            short_name="政务服务",
            dept_type="1",
            region_code=REGION[0],
            origin="city",
            address="政和路1号",
            hours="周一至周五 9:00-17:00",
            phone="0000-8600000",
        )
        session.add(other)
        session.flush()
        session.add(Window(department_id=other.id, origin="city", phone="0000-8600000", **HALL))
    return begin


@pytest.fixture
def begin(engine: Engine, tmp_path: Path) -> Begin:
    return two_departments(engine, tmp_path)


@pytest.fixture
def begin_both(both_engines: Engine, tmp_path: Path) -> Begin:
    return two_departments(both_engines, tmp_path)


def move_the_items(begin: Begin) -> None:
    """Both items go to the other department and its hall, each approved by a second person."""
    for code in ("hz-permit", "hz-endorse"):
        with begin() as session:
            body = copy.deepcopy(items.desk(session, code).body["item"])
            body["local"]["windows"] = ["zw-hall"]
            item_work.save(session, code, "item", body, 0, LIN, utc_now())
            item_work.move(session, code, OTHER, 1, LIN, utc_now())
        with begin() as session:
            item_work.submit(session, code, 2, LIN, "机构改革", utc_now())
            item_review.approve(session, code, 2, CHEN, REGION, utc_now())


@contextmanager
def standing_on(begin: Begin) -> Iterator[None]:
    """One of everything that keeps a department."""
    with begin() as session:
        make_slots(session, "hz-center", today())
        book(session, "hz-center")
        case = {"item_code": "hz-permit", "item_name": "居住证", "region_code": REGION[0], "session_id": "s"}
        session.add(
            Application(**case, opening_key="c", case_no="01C1", department_code=CODE, state="accepted")
        )
        session.add(
            WorkOrder(
                opening_key="o",
                order_no="G1",
                order_type="投诉",
                title="投诉",
                department_code=CODE,
                session_id="s",
                region_code=REGION[0],
                state="handling",
            )
        )
        session.add(
            Handover(
                session_id="s",
                channel="web",
                group_code=CODE,
                state="waiting",
                queued_at=utc_now(),
                touched_at=utc_now(),
            )
        )
        session.add(
            FaqEntry(
                name="permit",
                question="居住证有什么用？",
                answer="可以在本市办社保、入学等事。",
                department_code=CODE,
                category="居住证",
                source={
                    "title": "居住证暂行条例",
                    "doc_no": "国令第663号",
                    "article": "",
                    "url": "https://www.gov.cn/",
                },
                checked_on=date(2026, 11, 20),
                state="published",
            )
        )
        bad = Rating(
            matter_no="01C0", matter_kind="application", department_code=CODE, satisfaction=5, session_id="s"
        )
        session.add(bad)
        session.flush()
        session.add(Rectification(rating_id=bad.id, department_code=CODE, due_on=today()))
        accounts.add(session, "wang", "王", "test", utc_now(), ("办事",), (CODE,), "Zheng-wen-2026")
    yield


def settle(session: Session) -> None:
    """Everything is done, answered, moved or closed, as staff would."""
    for table, values in (
        (Appointment, {"state": "served"}),
        (Application, {"state": "completed"}),
        (WorkOrder, {"state": "closed"}),
        (Handover, {"state": "closed"}),
        (Rectification, {"state": "closed"}),
        (FaqEntry, {"department_code": OTHER}),
    ):
        session.execute(update(table).values(**values).execution_options(synchronize_session=False))
    accounts.grant(session, "wang", ["办事"], [OTHER], "staff:sec", utc_now())
    session.expire_all()


def withdrawn(begin: Begin) -> None:
    with begin() as session:
        work.ask_to_withdraw(session, CODE, LIN, "并入政务服务局", utc_now())
    with begin() as session:
        review.approve(session, CODE, 1, CHEN, REGION[0], utc_now())


def test_what_stands_on_it_is_listed_and_kept(begin: Begin) -> None:
    with standing_on(begin), begin() as session:
        with pytest.raises(WorkError) as refused:
            work.ask_to_withdraw(session, CODE, LIN, "并入政务服务局", utc_now())
        told = str(refused.value)
        for words in (
            "事项 2 个（居住证首次申领、居住证签注）",
            "换部门",
            "问答 1 条（居住证有什么用？）",
            "没办结的办件 1 件（01C1）",
            "还没办的预约 1 个",
            "没办完的诉求工单 1 件（G1）",
            "没完成的差评整改 1 件（01C0）",
            "转人工 1 个（排队中）",
            "工作人员账号 1 个（wang）",
        ):
            assert words in told
        kinds = {each.kind for each in standing(session, CODE)}
        assert kinds == {"items", "faq", "cases", "bookings", "orders", "rectifications", "desk", "accounts"}
        assert standing(session, OTHER) == []


def test_an_item_of_another_department_keeps_its_window(begin: Begin) -> None:
    with begin() as session:
        item_work.move(session, "hz-permit", OTHER, 0, LIN, utc_now())
        item_work.submit(session, "hz-permit", 1, LIN, "", utc_now())
        item_review.approve(session, "hz-permit", 1, CHEN, REGION, utc_now())
    with begin() as session:
        told = [each.what for each in standing(session, CODE)]
        assert "别的部门在它的窗口办的事项 1 个（居住证首次申领）" in told


def test_a_second_person_withdraws_it_and_its_name_stays(begin_both: Begin) -> None:
    with standing_on(begin_both):
        move_the_items(begin_both)
    with begin_both() as session:
        settle(session)
        assert standing(session, CODE) == []
        with pytest.raises(WorkError, match="写明为什么"):
            work.ask_to_withdraw(session, CODE, LIN, " ", utc_now())
    with begin_both() as session:
        work.ask_to_withdraw(session, CODE, LIN, "并入政务服务局", utc_now())
        assert listed(session)[0].state == "submitted" and describe(session, CODE, ()) is not None
        with pytest.raises(WorkError, match="先放弃申请"):
            work.save(session, CODE, desk(session, CODE).body, 1, LIN, utc_now())
        with pytest.raises(WorkError, match="另一个人"):
            review.approve(session, CODE, 1, LIN, REGION[0], utc_now())
        before = catalogue_version(session)
    with begin_both() as session:
        assert review.approve(session, CODE, 1, CHEN, REGION[0], utc_now()) == 0
        assert catalogue_version(session) != before
        assert describe(session, CODE, ()) is None
        places = public_places(session)
        assert CODE not in dict(places.departments) and "户政窗口" not in places.windows
        assert CODE not in proposals.names(session) and proposals.propose_by_words(session, "户口") == []
        assert CODE not in departments_in_use(session) and CODE not in documents(session)
        order = session.scalars(select(WorkOrder)).one()
        assert order_view(session, order).department == "云江市公安局户政管理支队"
        assert listed(session)[-1].state == "withdrawn"
        now = desk(session, CODE)
        assert now.is_withdrawn and now.live is None
        assert [row.action for row in COURSE.past.revisions(session, CODE)] == ["撤销", "申请撤销", "原版"]
        deeds = session.scalars(select(AuditLog.action).where(AuditLog.subject == f"department/{CODE}"))
        assert list(deeds) == ["department.ask_withdraw", "department.approve"]
        view = get_item(session, "hz-permit")
        assert view is not None and view.department.code == OTHER and view.windows[0].code == "zw-hall"


def test_what_comes_meanwhile_stops_the_approval(begin: Begin) -> None:
    move_the_items(begin)
    with begin() as session:
        work.ask_to_withdraw(session, CODE, LIN, "并入政务服务局", utc_now())
    with standing_on(begin), begin() as session:
        with pytest.raises(WorkError, match="没办结的办件 1 件"):
            review.approve(session, CODE, 1, CHEN, REGION[0], utc_now())
        assert describe(session, CODE, ()) is not None


def test_nothing_new_is_given_to_it_and_it_can_come_back(begin: Begin) -> None:
    move_the_items(begin)
    withdrawn(begin)
    with begin() as session:
        with pytest.raises(WorkError, match="选择部门"):
            item_work.create(session, "hz-lost", "居住证挂失", CODE, LIN, utc_now())
        with pytest.raises(WorkError, match="选择部门"):
            item_work.move(session, "hz-permit", CODE, 0, LIN, utc_now())
        with pytest.raises(StaffError, match="没有部门"):
            accounts.add(session, "zhou", "周", "test", utc_now(), ("编辑",), (CODE,), "Zheng-wen-2026")
        assert session.scalars(select(StaffAccount)).all() == []
        with pytest.raises(WorkError, match="没有在用"):
            work.ask_to_withdraw(session, CODE, LIN, "再撤一次", utc_now())
    with begin() as session:
        work.restore(session, CODE, 1, LIN, utc_now())
        work.submit(session, CODE, 1, LIN, "恢复", utc_now())
        review.approve(session, CODE, 1, CHEN, REGION[0], utc_now())
        answer = describe(session, CODE, ())
        assert answer is not None and "户政窗口" in answer.text


def test_neither_an_upgrade_nor_its_new_items_bring_it_back(begin: Begin, tmp_path: Path) -> None:
    move_the_items(begin)
    withdrawn(begin)
    newer: dict[str, Any] = document()
    newer["items"].append(
        item("hz-lost", "居住证挂失", ["挂失居住证", "居住证丢了", "居住证不见了", "居住证遗失"])
    )
    with begin() as session:
        report = load_dir(session, write(tmp_path / "newer", newer), *REGION, over_edits=False)
        assert report.kept_departments == [CODE] and report.added == 0
        assert any("居住证挂失" in line and "已撤销" in line for line in report.skipped)
        assert describe(session, CODE, ()) is None
        assert session.scalars(select(ServiceItem.code).where(ServiceItem.code == "hz-lost")).first() is None
