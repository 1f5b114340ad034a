"""部门和窗口 over HTTP: written, checked beside the field, approved by somebody else, answered at once."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.base import utc_now
from bot.db.columns import col
from bot.db.models import AppointmentSlot, Department, Window
from bot.db.session import read_session, write_session
from bot.nlu import knowledge
from bot.nlu.knowledge import knowledge_base
from bot.services.answers.department import describe
from bot.services.appointments import booking, slots
from bot.services.catalogue import cache
from bot.services.content import today
from bot.services.staff import accounts
from tests.console.test_catalogue_pages import Fields

HERE = "/staff/departments"
PLACE = f"{HERE}/ga-hz"
HOURS = "place.department.local.hours"


def edit(clerk: Any, path: str = PLACE, op: str = "", save: str = "save", **values: Any) -> str:
    """Opens the page, changes fields, presses a button: the page after."""
    fields = Fields(clerk.client.get(path).text).values | values
    clerk.open(path)
    if op:
        fields["op"] = op
    answer = clerk.send(f"{path}/{save}", **{k: v for k, v in fields.items() if k != "csrf"})
    assert answer.status_code == 303, (answer.status_code, answer.text[:800])
    return str(clerk.open(answer.headers["location"].split("#")[0]))


def said() -> str:
    with read_session() as session:
        answer = describe(session, "ga-hz", ("hours", "where"))
    assert answer is not None
    return answer.text


def test_new_hours_are_answered_when_a_second_person_has_approved_them(
    house: Any, clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge, "_CHECK_EVERY_S", 0.0)
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    monkeypatch.setattr(cache, "FRESH_FOR_S", 0.0)
    items = cache.ItemCache()  # another replica, which has read the old hours
    window = items.get("hz-permit").windows[0]  # type: ignore[union-attr]
    before = knowledge_base.current()
    page = edit(lin, **{HOURS: "周一至周日 8:00-20:00", "place.windows[0].hours": "周一至周日 8:00-12:00"})
    assert "和现在的不同" in page and "<ins>" in page and "8:00-20:00" not in said()
    page = edit(lin, save="submit", words="延长服务")
    assert "已提交" in page and "待审核" in lin.open(HERE)
    assert lin.send(f"{PLACE}/approve", version="2").status_code == 403
    assert "等着审核的部门" in chen.open("/staff/") and "等着审核的部门" not in lin.open("/staff/")
    page = chen.open(f"{PLACE}/review")
    assert "延长服务" in page and "通过，马上生效" in page
    version = page.split('name="version" value="')[1].split('"')[0]
    assert "已通过" in chen.do(f"{PLACE}/approve", version=version)
    assert "8:00-20:00" in said()
    now = items.get("hz-permit")
    assert now is not None and now.windows[0].hours == "周一至周日 8:00-12:00" != window.hours
    for _ in range(500):
        if knowledge_base.current() is not before:
            break
        time.sleep(0.02)
    assert knowledge_base.current() is not before
    history = lin.open(f"{PLACE}/history")
    assert "原版" in history and "通过" in history
    assert "已恢复为草稿" in lin.do(f"{PLACE}/restore", sequence="1")


def test_a_window_is_added_and_its_faults_stand_beside_it(house: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    page = edit(lin, op="add:place.windows")
    assert "窗口 2" in page and "要改好这" not in page.split("检查")[0]
    row = "place.windows[1]"
    page = edit(lin, **{f"{row}.name": "东区大厅", f"{row}.code": "hz-center", f"{row}.hours": "随时"})
    assert f'data-path="{row}.code"' in page and f'data-path="{row}.address"' in page
    assert "不能预约" in page
    assert "还有要改的地方" in edit(lin, save="submit")
    part = lin.client.post(
        f"{PLACE}/help", data={"csrf": lin.csrf, **Fields(lin.client.get(PLACE).text).values}
    )
    assert part.status_code == 200 and "编码" in part.text
    page = edit(lin, op="drop:place.windows[0]", **{f"{row}.code": "hz-east"})
    assert "不能撤销" in page
    assert "已放弃" in lin.do(f"{PLACE}/discard", version=version_of(lin))


def version_of(clerk: Any) -> str:
    return str(Fields(clerk.client.get(PLACE).text).values["version"])


def test_two_people_at_one_department_lose_nothing(house: Any, clerk: Any) -> None:
    lin, zhou = clerk("lin", "编辑"), clerk("zhou", "编辑")
    stale = Fields(zhou.client.get(PLACE).text).values | {HOURS: "周的时间"}
    zhou.open(PLACE)
    edit(lin, **{HOURS: "林的时间"})
    stale.pop("csrf")
    answer = zhou.send(f"{PLACE}/save", **stale)
    assert answer.status_code == 409 and "lin刚刚保存了另一个版本" in answer.text
    assert "周的时间" in answer.text
    part = zhou.client.post(f"{PLACE}/save", data={"csrf": zhou.csrf, **stale}, headers={"x-part": "1"})
    assert part.status_code == 409 and "data-conflict" in part.text
    mine = Fields(answer.text).values
    mine.pop("csrf")
    assert zhou.send(f"{PLACE}/save", **mine).status_code == 303
    assert "周的时间" in lin.open(PLACE)


def test_who_may(house: Any, clerk: Any) -> None:
    row = {"name": "文旅局", "short_name": "文旅局", "dept_type": "1", "region_code": "990100"}
    with write_session() as session:
        session.add(Department(code="wl", origin="city", **row))
    other = clerk("other", "编辑", departments=("wl",))
    assert "ga-hz" not in other.open(HERE) and "新增部门" not in other.open(HERE)
    assert other.client.get(PLACE).status_code == 403
    assert other.send(f"{HERE}/new", name="文旅局", code="wl").status_code == 403
    assert clerk("wang", "办事").client.get(HERE).status_code == 403
    chen = clerk("chen", "审核")
    assert "disabled" in chen.open(PLACE)
    assert chen.send(f"{PLACE}/save", version="0").status_code == 403


def test_bad_input_is_answered_in_chinese(house: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    lin.open(HERE)
    assert "小写字母" in lin.do(f"{HERE}/new", name="文旅局", code="文旅")
    assert "部门名称" in lin.do(f"{HERE}/new", name="", code="wl")
    assert "没有部门" in lin.open(f"{HERE}/nobody", 400)
    assert "没有部门" in lin.open(f"{HERE}/nobody/history", 400)
    assert lin.send(f"{PLACE}/save", version="x").status_code == 400
    assert lin.send(f"{PLACE}/save", version="0", op="up:nothing").status_code == 400
    assert lin.send("/staff/catalogue/hz-permit/place/save", version="0").status_code == 400
    assert "草稿已建立" in lin.do(f"{HERE}/new", name="文旅局", code="wl")
    assert "新增" in lin.open(HERE) and "文旅局" in lin.open(HERE)


def add_hall() -> None:
    """A department that can take over, with its hall."""
    row = {"name": "政务服务局", "short_name": "政务", "dept_type": "1", "region_code": "990100"}
    hall = {"name": "政务大厅", "address": "政和路1号", "hours": "周一至周五 9:00-17:00", "phone": "0000-1"}
    with write_session() as session:
        there = {"address": "政和路1号", "hours": hall["hours"], "phone": "0000-1"}
        department = Department(code="zw", origin="city", **row, **there)
        session.add(department)
        session.flush()
        session.add(Window(code="zw-hall", department_id=department.id, origin="city", **hall))


def version_on(page: str) -> str:
    return page.split('name="version" value="')[1].split('"')[0]


def test_a_department_is_withdrawn_when_nothing_stands_on_it(house: Any, clerk: Any) -> None:
    add_hall()
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    page = lin.open(PLACE)
    assert "事项 2 个" in page and "换部门" in page and "/staff/catalogue?department=ga-hz" in page
    assert "请选择" in page  # who takes over
    assert "还不能撤销" in lin.do(f"{PLACE}/withdraw", reason="并入政务局")
    for code in ("hz-permit", "hz-endorse"):
        here = f"/staff/catalogue/{code}"
        fields = Fields(lin.client.get(here).text).values
        lin.open(here)
        del fields["csrf"]
        fields["item.local.windows"] = ["zw-hall"]
        assert lin.send(f"{here}/item/save", **fields).status_code == 303
        assert "已经是这个部门" in lin.do(f"{here}/move", department="ga-hz", version="1")
        assert "选择部门" in lin.do(f"{here}/move", department="nobody", version="1")
        assert "已写进草稿" in lin.do(f"{here}/move", department="zw", version="1")
        page = lin.open(here)
        assert "现在归政务服务局（草稿）" in page
        fields = Fields(page).values
        del fields["csrf"]
        assert lin.send(f"{here}/item/submit", **{**fields, "words": "并入"}).status_code == 303
        page = chen.open(f"{here}/review")
        assert "换部门：云江市公安局户政管理支队 → <strong>政务服务局</strong>" in page
        assert "已通过" in chen.do(f"{here}/approve", version=version_on(page))
    page = lin.open(PLACE)
    assert "没有，窗口都关闭" in page and "事项 2 个" not in page
    assert "写明为什么" in lin.do(f"{PLACE}/withdraw", reason="")
    assert "已申请撤销" in lin.do(f"{PLACE}/withdraw", reason="并入政务局")
    page = lin.open(PLACE)
    assert "已申请撤销：并入政务局" in page and "disabled" in page
    assert lin.send(f"{PLACE}/approve", version="1").status_code == 403
    page = chen.open(f"{PLACE}/review")
    assert "要撤销的部门" in page and "撤销的原因：并入政务局" in page
    assert "已撤销，几秒内生效" in chen.do(f"{PLACE}/approve", version="1")
    with read_session() as session:
        assert describe(session, "ga-hz", ()) is None
    assert "已撤销" in lin.open(HERE)
    assert "云江市公安局户政管理支队" not in lin.open("/staff/faq").split('id="new-department"')[1]
    assert "已恢复为草稿" in lin.do(f"{PLACE}/restore", sequence="1")
    assert "恢复使用的部门" in chen.open(f"{PLACE}/review")


def test_the_approval_says_who_loses_a_booked_time_and_staff_see_them_first(house: Any, clerk: Any) -> None:
    lin, chen, wang = clerk("lin", "编辑"), clerk("chen", "审核"), clerk("wang", "办事")
    with write_session() as session:
        slots.make_slots(session, "hz-center", today())
        slot: Any = session.scalars(
            select(AppointmentSlot).order_by(col(AppointmentSlot.appoint_date).desc())
        ).first()
        view = booking.book(
            session,
            opening_key="k",
            slot_id=slot.id,
            item_code="hz-permit",
            name="李娜",
            mobile="13800138000",
            conversation_id="web:li",
            region_code="990100",
            now=utc_now(),
        )
    on, row = view.day, "place.windows[0].hours"
    page = edit(lin, **{row: "周一至周五 7:00-8:00"})
    assert "1 个已经约好的预约按原来的时间办不了" in page and f"{on} 1 个" in page
    edit(lin, save="submit", words="缩短")
    page = chen.open(f"{PLACE}/review")
    assert f"户政窗口：{on} 1 个" in page and page.count("已经约好的预约") == 1
    done = chen.do(f"{PLACE}/approve", version=version_on(page))
    assert "1 个预约的时间不能办了，已通知预约人" in done
    page = wang.open("/staff/bookings")
    assert "1 个预约的时段窗口已经不办公" in page and f'href="?day={on}"' in page
    page = wang.open("/staff/bookings", day=on)
    assert "时段不办公，要改期" in page and view.booking_no in page
    assert "时段停办、要改期的预约" in wang.open("/staff/")
    export = wang.client.get(f"/staff/bookings/export.xlsx?day={on}")
    assert export.status_code == 200
    assert "已取消" in wang.do(f"/staff/bookings/{view.booking_no}/cancel", day=on, reason="已电话改约")
    assert "窗口已经不办公" not in wang.open("/staff/bookings")


def test_a_department_passes_on_what_is_open_in_one_step(house: Any, clerk: Any) -> None:
    add_hall()
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    assert "选了承接部门，通过时一次移交" in lin.open(PLACE)
    assert "在用的部门" in lin.do(f"{PLACE}/withdraw", reason="并入政务局", successor="nobody")
    page = lin.do(f"{PLACE}/withdraw", reason="并入政务局", successor="zw")
    assert "已申请撤销" in page
    page = chen.open(f"{PLACE}/review")
    assert "承接部门：<strong>政务服务局</strong>" in page and "<li>事项 2 个" in page
    assert "先处理好才能通过" not in page
    assert "没办完的都移交给承接部门了" in chen.do(f"{PLACE}/approve", version="1")
    page = lin.open("/staff/catalogue?department=zw")
    assert "居住证首次申领" in page and "居住证签注" in page
    assert "已撤销，由政务服务局承接" in lin.open(HERE)
    assert "由政务服务局承接" in lin.open(PLACE)
    page = clerk("shen", "审计员").open("/staff/audit")
    assert "移交部门的工作" in page and "承接部门" in page


def test_only_who_answers_for_both_departments_passes_work_on(house: Any, clerk: Any) -> None:
    add_hall()
    narrow = clerk("lin", "编辑", departments=("ga-hz",))
    assert "请两个部门都管的编辑来申请" in narrow.open(PLACE)
    assert narrow.send(f"{PLACE}/withdraw", reason="并入", successor="zw").status_code == 403
    wu = clerk("wu", "编辑")
    # lin would see nothing.
    assert "加上承接部门" in wu.do(f"{PLACE}/withdraw", reason="并入", successor="zw")
    with write_session() as session:
        accounts.grant(session, "lin", ["编辑"], ["ga-hz", "zw"], "staff:sec", utc_now())
    assert "已申请撤销" in wu.do(f"{PLACE}/withdraw", reason="并入", successor="zw")
    reviewer = clerk("chen", "审核", departments=("ga-hz",))
    assert reviewer.send(f"{PLACE}/approve", version="1").status_code == 403
    with read_session() as session:
        assert describe(session, "ga-hz", ()) is not None
