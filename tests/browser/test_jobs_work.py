"""Cases, bookings and work orders from beginning to end, and two agents at one desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.models import Application, Appointment, AppointmentSlot
from bot.db.session import make_engine
from bot.services.content import today
from tests.browser.citizen import APPLICATION, BOOKING_NO, CASE_NO, COMPLAINT, ORDER_NO, Citizen, told
from tests.browser.conftest import Office
from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Seats = Callable[[str], Desk]
WAIT_MS = 30_000


def sheet_of(page: Page, folder: Path) -> list[list[str]]:
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 Excel").click()
    waiting.value.save_as(folder / "export.xlsx")
    return [[str(cell) for cell in row] for row in load_workbook(folder / "export.xlsx").worksheets[0].values]


def test_a_case_from_the_list_to_its_end_by_keyboard_alone(
    seats: Seats, office: Office, tmp_path: Path
) -> None:
    citizen, other = Citizen(office.url), Citizen(office.url)
    late, number = told(other, APPLICATION, CASE_NO), told(citizen, APPLICATION, CASE_NO)
    engine = make_engine(office.database, timeout_s=20)
    with Session(engine, future=True) as session, session.begin():
        session.execute(
            update(Application)
            .where(Application.case_no == late)
            .values(promised_on=today() - timedelta(days=2))
        )
    engine.dispose()
    wang = seats("wang").go("/staff/cases")
    page = wang.page
    expect(page.locator("tbody tr").first).to_contain_text(late)
    expect(page.locator("tbody tr").first).to_contain_text("超期")
    rows = sheet_of(page, tmp_path)
    assert any(late in row for row in rows) and not any(
        "410184199003150013" in cell for row in rows for cell in row
    )

    page.keyboard.press("/")
    page.keyboard.type(number)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    wang.press_by_key(page.get_by_role("link", name=number))
    step(wang, "要求补正")
    field = page.get_by_label("现居住地址", exact=True)
    wang.key_to(field)
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("门牌号不全")
    wang.press_by_key(page.get_by_role("button", name="要求补正"))
    expect(wang.flash).to_contain_text("已要求补正")
    assert "门牌号不全" in citizen.words("补正")
    citizen.say("云江市江滨区长安路9号2栋301室")
    assert "补正已提交" in citizen.words("确认提交")

    wang.go(f"/staff/cases/{number}")
    expect(page.locator(".facts").first).to_contain_text("长安路")
    step(wang, "受理")
    wang.press_by_key(page.get_by_role("button", name="受理", exact=True))
    expect(wang.flash).to_contain_text("受理")
    step(wang, "办结")
    wang.key_to(page.get_by_label("办理结果"))
    page.keyboard.type("居住证已制好，凭身份证到江滨派出所领取")
    wang.press_by_key(page.get_by_role("button", name="办结", exact=True))
    expect(page.locator(".head .tag")).to_have_text("办结")
    assert wang.violations() == []
    assert "江滨派出所领取" in citizen.words("查办件进度")


def step(desk: Desk, name: str) -> None:
    """Opens what can be done with a case, by the keyboard."""
    desk.key_to(desk.page.locator("summary").filter(has_text=re.compile(f"^{name}$")))
    desk.page.keyboard.press("Enter")


def book(citizen: Citizen, name: str, mobile: str) -> str:
    return told(citizen, ["预约法律援助", "最早的", name, mobile, "确认提交"], BOOKING_NO)


def test_bookings_of_a_day_are_checked_in_served_and_cancelled(
    seats: Seats, office: Office, tmp_path: Path
) -> None:
    citizen, absent = Citizen(office.url), Citizen(office.url)
    coming = book(citizen, "王芳", "13911110000")
    engine = make_engine(office.database, timeout_s=20)
    with Session(engine, future=True) as session, session.begin():  # the slot is today, all day
        found = select(Appointment.slot_id).where(Appointment.appoint_no == coming)
        slot = session.execute(found).scalar_one()
        today_long = {"appoint_date": today(), "slot_start": time(0, 0), "slot_end": time(23, 59)}
        session.execute(update(AppointmentSlot).where(AppointmentSlot.id == slot).values(today_long))
    cancelled = book(absent, "赵强", "13911112222")
    with Session(engine, future=True) as session:
        other_day = session.execute(
            select(AppointmentSlot.appoint_date)
            .join(Appointment, Appointment.slot_id == AppointmentSlot.id)
            .where(Appointment.appoint_no == cancelled)
        ).scalar_one()
    engine.dispose()
    wang = seats("wang").go("/staff/bookings")
    page = wang.page
    mine = page.locator("tbody tr", has_text=coming)
    expect(mine).to_contain_text("王")
    expect(mine).not_to_contain_text("13911110000")
    mine.get_by_role("button", name="取号").click()
    expect(wang.flash).to_contain_text("已取号")
    assert wang.violations() == []
    wang.picture("staff-bookings")
    assert any(coming in each for each in sheet_of(page, tmp_path))
    mine.get_by_role("button", name="已办理").click()
    expect(mine).to_contain_text("已办")
    wang.go(f"/staff/bookings?day={other_day}")
    theirs = page.locator("tbody tr", has_text=cancelled)
    theirs.get_by_text("取消", exact=True).click()
    theirs.get_by_label(f"取消 {cancelled} 的原因").fill("窗口停电")
    theirs.get_by_role("button", name="取消预约").click()
    expect(wang.flash).to_contain_text("预约人会收到通知")
    assert "已取消" in absent.words("查我的预约")


def test_an_order_goes_the_whole_way_to_its_answer_and_a_bad_rating_to_what_was_mended(
    seats: Seats, office: Office, tmp_path: Path
) -> None:
    citizen = Citizen(office.url)
    number = told(citizen, COMPLAINT, ORDER_NO)
    wang = seats("wang").go("/staff/orders")
    page = wang.page
    page.get_by_label("类型").select_option("投诉")
    wang.press("查找")
    assert any(number in row for row in sheet_of(page, tmp_path))
    page.get_by_role("link", name=number).click()

    def do(action: str) -> None:
        details = page.locator(
            "details.step", has=page.locator("summary", has_text=re.compile(f"^{action}$"))
        )
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        details.get_by_role("button", name=action, exact=True).click()
        page.wait_for_load_state()

    do("受理")
    page.locator("summary", has_text="派单").click()
    lamps = page.get_by_label("承办单位").locator("option", has_text="交通运输").first
    page.get_by_label("承办单位").select_option(lamps.get_attribute("value"))
    wang.press("派单")
    for action in ("签收", "办理"):
        do(action)
    expect(page.locator(".head .tag")).to_have_text("办理中")
    page.locator("summary", has_text="延期").click()
    page.get_by_label("新期限").fill(str(today() + timedelta(days=30)))
    page.get_by_label("理由（市民会看到）").fill("等配件到货")
    wang.press("延期")
    expect(page.locator(".facts", has_text="延期理由")).to_contain_text("等配件到货")
    if page.get_by_label("答复内容").is_hidden():
        page.locator("summary", has_text="反馈").click()
    page.get_by_label("答复内容").fill("路灯已于今天修好。")
    wang.press("反馈")
    expect(page.locator(".head .tag")).to_have_text("已反馈")
    do("办结")
    expect(page.locator(".head .tag")).to_have_text("已办结")
    assert wang.violations() == []
    wang.picture("staff-order-answered")
    assert "路灯已于今天修好" in citizen.words(f"查一下工单 {number}")

    for text in ("给我的投诉办理打差评", "解决了", "不满意", "办理时间太长", "等了一个月，没人给我回过电话"):
        citizen.say(text)
    assert "整改" in citizen.words("确认提交")
    wang.go("/staff/rectifications")
    bad = page.locator("tbody tr", has_text=number)
    expect(bad).to_contain_text("不满意")
    expect(bad).to_contain_text("没人给我回过电话")
    bad.get_by_text("登记整改结果").click()
    result = page.get_by_label(f"{number} 的整改结果")
    result.fill("核实属实：报修单漏派一周。已改为当天派单，并向您致歉。")
    assert wang.violations() == []
    wang.picture("staff-rectifications")
    wang.press("登记并告知评价人")
    expect(wang.flash).to_contain_text("评价人会收到通知")
    expect(page.locator("tbody tr", has_text=number)).to_have_count(0)
    wang.go("/staff/rectifications?due=all")
    expect(page.locator("tbody tr", has_text=number)).to_contain_text("已改为当天派单")
    assert citizen.hears("已改为当天派单")


def test_two_agents_one_citizen_and_a_form_to_go_on_with(seats: Seats, office: Office) -> None:
    he, gu = seats("he").go("/staff/desk"), seats("gu").go("/staff/desk")
    for each in (he, gu):
        each.press("上岗")
        expect(each.flash).to_contain_text("已上岗")
    citizen = Citizen(office.url)
    assert "下一位" in citizen.words("转人工")
    waiting = he.page.locator("#desk-queue")
    expect(waiting).to_contain_text("排队 1 人", timeout=WAIT_MS)
    expect(gu.page.locator("#desk-queue")).to_contain_text("排队 1 人", timeout=WAIT_MS)
    gu.page.evaluate(
        "document.querySelector('[data-live]').dataset.live = '/staff/desk/nothing'"
    )  # has not heard yet
    he.page.get_by_role("button", name="接待").first.click()
    expect(he.page.get_by_label("回复市民")).to_be_visible()
    chat = he.page.url.removeprefix(he.url)
    gu.go(chat)
    expect(gu.page.get_by_text("这位市民正由 he 接待")).to_be_visible()
    expect(gu.page.get_by_label("回复市民")).to_have_count(0)

    page = he.page
    page.locator("summary", has_text="备注").click()
    page.get_by_label("备注（市民看不到）").fill("想办居住证")
    he.press("记下")
    page.locator("summary", has_text="转接").click()
    page.get_by_label("转接说明").fill("请接着讲居住证")
    he.press("转接")
    expect(he.flash).to_contain_text("已转给综合坐席")
    gu.go("/staff/desk")
    gu.page.get_by_role("button", name="接待").first.click()
    page = gu.page
    expect(page.get_by_role("log")).to_contain_text("请接着讲居住证")
    page.locator("summary", has_text="发送办理入口").click()
    page.get_by_label("事项").select_option("hz-residence-permit")
    page.locator("details[open]").get_by_role("button", name="发送").click()
    expect(gu.flash).to_contain_text("办理入口发给市民")
    assert gu.violations() == []
    gu.picture("staff-desk-offer")
    assert "常住户口" in citizen.words("开始办理居住证首次申领")
    gu.go("/staff/desk")
    expect(page.get_by_text("我正在接待")).to_have_count(0)

    for each in (he, gu):
        each.go("/staff/desk").press("暂离")
    other = Citizen(office.url)
    other.say("转人工")
    other.say("留言")
    assert "留言已收到" in other.words("请给我回电 13912345678")
    page = he.go("/staff/desk/letters").page
    expect(page.get_by_text("请给我回电")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("13912345678")
    page.get_by_label("回复", exact=True).first.fill("您好，居住证下周一可以取。")
    assert he.violations() == []
    he.picture("staff-letters")
    page.locator("section", has_text="请给我回电").get_by_role("button", name="回复").click()
    expect(he.flash).to_contain_text("回复已发给市民")
