"""Cases, bookings and work orders in officers' hands: late first, each step with its reason, nothing seen unnoticed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.models import (
    Application,
    Appointment,
    AppointmentSlot,
    AuditLog,
    Correction,
    Department,
    OutboxMessage,
    WorkOrder,
)
from bot.db.session import get_engine, read_session, write_session
from bot.services.applications import filing
from bot.services.content import CITY_ZONE, today
from bot.services.notices.words import notice
from bot.services.ratings.rate import rate
from bot.services.work_orders.filing import file_order
from bot.services.work_orders.views import NewOrder
from tests.services import halls
from tests.services.city import ID_NUMBER, NOW, add_item, fill, open_draft


@contextmanager
def committing() -> Iterator[Session]:
    """For helpers that commit on their own."""
    with Session(get_engine(), future=True, expire_on_commit=False) as session:
        yield session
        session.commit()


@pytest.fixture
def cases(blank_house: Any) -> list[str]:
    """Three filed cases: promised yesterday, in a month, tomorrow."""
    numbers = []
    with committing() as session:
        add_item(session)
        for key, days in (("late", -1), ("far", 30), ("near", 1)):
            draft = open_draft(session, key, conversation=f"web:{key}")
            fill(session, draft)
            filing.file(session, draft, NOW)
            session.flush()
            row = session.get(Application, draft)
            assert row is not None
            row.promised_on = today() + timedelta(days=days)
            numbers.append(str(row.case_no))
    return numbers


@pytest.fixture
def orders(blank_house: Any) -> list[str]:
    new = NewOrder(
        "投诉", "幸福路18号楼下烧烤店半夜吵", location="幸福路18号", name="李娜", mobile="13912345679",
        department_code="ga-crj", proposed_department="ga-crj",
    )  # fmt: skip
    with committing() as session:
        halls.add_hall(session)
        numbers = []
        for key, days in (("far", 9), ("late", -2)):
            view = file_order(
                session, new, opening_key=key, conversation_id="web:1", region_code="990100", now=utc_now()
            )
            session.execute(
                update(WorkOrder)
                .where(WorkOrder.id == view.id)
                .values(due_at=utc_now() + timedelta(days=days))
            )
            numbers.append(view.order_no)
        session.add(
            Department(
                code="zj",
                name="住建局",
                short_name="住建",
                dept_type="1",
                region_code="990100",
                origin="city",
            )
        )
    return numbers


def order_of(page: str, numbers: list[str]) -> list[str]:
    return sorted((n for n in numbers if n in page), key=page.index)


def audited(action: str) -> list[tuple[str, str]]:
    with read_session() as session:
        return [
            (row.actor, row.subject)
            for row in session.scalars(select(AuditLog).where(AuditLog.action == action))
        ]


def test_what_is_late_stands_first_and_nothing_personal_in_the_list(cases: list[str], clerk: Any) -> None:
    wang = clerk("wang", "办事")
    late, far, near = cases
    page = wang.open("/staff/cases")
    assert order_of(page, cases) == [late, near, far]
    assert "超期 1 天" in page and "还有 1 天" in page
    assert "张*" in page and "张三" not in page and ID_NUMBER not in page
    assert order_of(wang.open("/staff/cases", due="overdue"), cases) == [late]
    assert order_of(wang.open("/staff/cases", q=far.lower()), cases) == [far]
    assert order_of(wang.open("/staff/cases", q="居住证"), cases) == [late, near, far]
    assert order_of(wang.open("/staff/cases", due="closed"), cases) == []
    assert order_of(wang.open("/staff/cases", state="accepted"), cases) == []


def test_a_case_goes_its_way_with_reasons(cases: list[str], clerk: Any) -> None:
    wang = clerk("wang", "办事")
    case = f"/staff/cases/{cases[0]}"
    page = wang.open(case)
    assert "张三" not in page and "公民身份号码" in page
    assert "写明理由" in wang.do(f"{case}/not_accepted")
    assert "已受理" in wang.do(f"{case}/accepted")
    assert "不能" in wang.do(f"{case}/accepted")
    assert "已转入特别程序" in wang.do(f"{case}/suspended", words="专家评审")
    assert "已继续办理" in wang.do(f"{case}/in_progress")
    assert "写明理由" in wang.do(f"{case}/completed", words=" ")
    assert "已办结" in wang.do(f"{case}/completed", words="居住证已制好，请到窗口领取")
    assert "居住证已制好" in wang.open(case)
    with read_session() as session:
        row = session.scalars(select(Application).where(Application.case_no == cases[0])).one()
        assert row.state == "completed"
        topics = session.scalars(select(OutboxMessage.kind)).all()
        assert "application.completed" in topics
    assert len(audited("case.step")) == 4


def test_a_correction_names_everything_at_once(cases: list[str], clerk: Any) -> None:
    wang = clerk("wang", "办事")
    case = f"/staff/cases/{cases[0]}"
    wang.open(case)
    assert "写明理由" in wang.do(f"{case}/correction")
    said = wang.do(f"{case}/correction", field=["address", "made_up"], why_address="门牌号不全", words="")
    assert "已要求补正" in said
    with read_session() as session:
        (row,) = session.scalars(select(Correction))
        assert [(each["key"], each["why"]) for each in row.asked] == [("address", "门牌号不全")]
        assert row.asked_by == "staff:wang"


def test_who_looks_at_everything_is_noted(cases: list[str], clerk: Any) -> None:
    wang = clerk("wang", "办事")
    case = f"/staff/cases/{cases[0]}"
    wang.open(case)
    answer = wang.send(f"{case}/full")
    assert "张三" in answer.text and ID_NUMBER in answer.text
    assert audited("case.reveal") == [("staff:wang", cases[0])]


def test_a_case_of_another_department_is_not_ones_own(cases: list[str], clerk: Any) -> None:
    with write_session() as session:
        session.add(
            Department(
                code="zj",
                name="住建局",
                short_name="住建",
                dept_type="1",
                region_code="990100",
                origin="city",
            )
        )
    far = clerk("far", "办事", departments=("zj",))
    assert order_of(far.open("/staff/cases", due="all"), cases) == []
    case = f"/staff/cases/{cases[0]}"
    far.open(case, 403)
    for step in ("accepted", "full"):
        answer = far.send(f"{case}/{step}")
        assert answer.status_code == 403
    assert "没有办件" in clerk("wang", "办事").open("/staff/cases/000000000000", 400)


def test_export_is_text_and_masked(cases: list[str], clerk: Any) -> None:
    with write_session() as session:
        session.execute(update(Application).values(item_name="=1+1"))
    raw = clerk("wang", "办事").client.get("/staff/cases/export.xlsx?due=all").content
    cells = [cell for row in load_workbook(io.BytesIO(raw)).worksheets[0].rows for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    values = {cell.value for cell in cells}
    assert {"=1+1", "张*", *cases} <= values and "张三" not in values
    assert audited("case.export")


def test_an_order_goes_its_way(orders: list[str], clerk: Any) -> None:
    wang = clerk("wang", "办事")
    far, late = orders
    page = wang.open("/staff/orders")
    assert order_of(page, orders) == [late, far] and "已超期" in page
    order = f"/staff/orders/{late}"
    page = wang.open(order)
    assert "13912345679" not in page and "李娜" not in page
    assert "13912345679" in wang.send(f"{order}/full").text
    assert "写明理由" in wang.do(f"{order}/refused")
    assert "已受理" in wang.do(f"{order}/accepted")
    assert "没有这个承办单位" in wang.do(f"{order}/dispatched", department="nowhere")
    assert "已派单" in wang.do(f"{order}/dispatched", department="zj", words="请核实")
    assert "已签收" in wang.do(f"{order}/signed")
    assert "由市民来做" in wang.do(f"{order}/withdrawn")
    day = (utc_now().astimezone(CITY_ZONE).date() + timedelta(days=20)).isoformat()
    assert "新期限请写成" in wang.do(f"{order}/extend", due_on="soon", words="复杂")
    assert "已延期" in wang.do(f"{order}/extend", due_on=day, words="案情复杂")
    assert "已反馈" in wang.do(f"{order}/replied", words="已责令停止夜间经营")
    assert "已责令停止" in wang.open(order)
    assert "没有这个操作" in wang.do(f"{order}/explode")
    assert ("staff:wang", late) in audited("order.reveal")


def test_an_order_dispatched_away_is_gone_from_ones_list(orders: list[str], clerk: Any) -> None:
    near = clerk("near", "办事", departments=("ga-crj",))
    order = f"/staff/orders/{orders[0]}"
    near.open(order)
    near.do(f"{order}/accepted")
    assert "已派单" in near.do(f"{order}/dispatched", department="zj")
    assert orders[0] not in near.open("/staff/orders", due="all")
    near.open(order, 403)
    raw = near.client.get("/staff/orders/export.xlsx?due=all").content
    assert orders[0] not in str(list(load_workbook(io.BytesIO(raw)).worksheets[0].values))


def test_a_day_at_the_window(blank_house: Any, clerk: Any) -> None:
    with committing() as session:
        halls.add_hall(session)
        slots = halls.slots(session)
        first = halls.book(session, slots[0].id, 1)
        second = halls.book(session, slots[0].id, 2)
        here = utc_now().astimezone(CITY_ZONE) + timedelta(minutes=30)
        end = min(here + timedelta(hours=1), here.replace(hour=23, minute=59))
        session.execute(
            update(AppointmentSlot)
            .where(AppointmentSlot.id == slots[0].id)
            .values(appoint_date=here.date(), slot_start=here.time(), slot_end=end.time())
        )
        third = halls.book(session, slots[5].id, 3)
        day = today() + timedelta(days=30)
        session.execute(
            update(AppointmentSlot).where(AppointmentSlot.id == slots[5].id).values(appoint_date=day)
        )
    wang = clerk("wang", "办事")
    page = wang.open("/staff/bookings", day=here.date())
    assert order_of(page, [first.booking_no, second.booking_no, third.booking_no]) == [
        first.booking_no,
        second.booking_no,
    ]
    assert "138****0001" in page and "13800000001" not in page
    assert "A001" in wang.do(f"/staff/bookings/{first.booking_no}/check-in", day=here.date())
    assert "已办理" in wang.do(f"/staff/bookings/{first.booking_no}/serve", day=here.date())
    assert "不能办理" in wang.do(f"/staff/bookings/{second.booking_no}/serve", day=here.date())
    assert "写明原因" in wang.do(f"/staff/bookings/{third.booking_no}/cancel", day=day)
    assert "已取消" in wang.do(f"/staff/bookings/{third.booking_no}/cancel", day=day, reason="窗口检修")
    assert "没有预约" in wang.do("/staff/bookings/Y000000000000/serve")
    with read_session() as session:
        row = session.scalars(select(Appointment).where(Appointment.appoint_no == third.booking_no)).one()
        assert (row.state, row.cancel_reason) == ("cancelled", "窗口检修")
    assert wang.open("/staff/bookings", day="never")
    assert wang.client.get(f"/staff/bookings/export.xlsx?day={day}").status_code == 200


def test_only_officers_see_cases(blank_house: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑", "审核", "坐席", "分析")
    for path in ("/staff/cases", "/staff/orders", "/staff/bookings", "/staff/cases/export.xlsx"):
        assert lin.client.get(path).status_code == 403


def test_a_bad_rating_is_answered_for_by_its_department_once(orders: list[str], clerk: Any) -> None:
    """What the citizen was promised: looked into by a day, and told."""
    number = orders[0]
    with write_session() as session:
        order = session.scalars(select(WorkOrder).where(WorkOrder.order_no == number)).one()
        order.state, order.department_code = "closed", "ga-crj"
        session.flush()
        rate(
            session,
            "work_order",
            order,
            level=5,
            reasons=["slow"],
            comment="我是李娜，手机13912345678",
            conversation_id=order.session_id,
            now=utc_now(),
        )
    other, wang = clerk("other", "办事", departments=("zj",)), clerk("wang", "办事", departments=("ga-crj",))
    assert "没有符合条件的差评" in other.open("/staff/rectifications")
    assert other.send(f"/staff/rectifications/{number}", result="改好了").status_code == 403
    assert "待整改的差评" in wang.open("/staff/")
    shown = wang.open("/staff/rectifications")
    assert (
        number in shown and "办理时间太长" in shown and "非常不满意" in shown and "13912345678" not in shown
    )
    assert "整改结果" in wang.do(f"/staff/rectifications/{number}", result=" ")
    assert "最多 300 字" in wang.do(f"/staff/rectifications/{number}", result="改" * 301)
    assert "会收到通知" in wang.do(f"/staff/rectifications/{number}", result="已加开窗口，当天办完。")
    assert "没有待整改" in wang.do(f"/staff/rectifications/{number}", result="又一次")
    assert "没有要整改" in wang.do("/staff/rectifications/G01D11230000", result="改好了")
    assert "已加开窗口" in wang.open("/staff/rectifications", due="closed")
    with read_session() as session:
        told = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "rating.rectified")).one()
        logged = session.scalars(select(AuditLog.subject).where(AuditLog.action == "rating.rectify")).all()
    assert logged == [number]
    said = notice(told.kind, told.payload)
    assert said is not None and "已经整改：已加开窗口，当天办完。谢谢" in said["text"]
