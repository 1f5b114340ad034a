"""Accounts, the audit log and the settings in a browser, as the three offices use them."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.session import make_engine
from bot.services.staff import accounts
from bot.services.staff.totp import STEP_S, code_at
from tests.browser.citizen import Citizen
from tests.browser.conftest import Office
from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Seats = Callable[[str], Desk]
NUMBERS = itertools.count(1)


@pytest.fixture
def newcomer(office: Office) -> str:
    """An account of this test alone."""
    username = f"ding{next(NUMBERS)}"
    engine = make_engine(office.database, timeout_s=20)
    with Session(engine, future=True) as session, session.begin():
        accounts.add(session, username, "丁一", "test", utc_now(), ["编辑"], (), PASSWORD)
    engine.dispose()
    return username


def try_password(desk: Desk, username: str, password: str) -> None:
    desk.page.goto(f"{desk.url}/staff/login")
    desk.page.get_by_label("登录名").fill(username)
    desk.page.get_by_label("密码").fill(password)
    desk.press("登录")


def test_a_second_step_at_logging_in_and_a_way_back_without_the_telephone(
    seats: Seats, newcomer: str
) -> None:
    desk = seats("")
    page = desk.log_in(newcomer).go("/staff/me").page
    desk.press("设置动态口令")
    assert desk.violations() == []
    desk.picture("staff-totp")
    secret = page.locator("code.secret")
    page.get_by_label("输入验证器显示的 6 位数字").fill("000000")
    desk.press("启用")
    expect(desk.flash).to_have_class(re.compile("bad"))
    code = code_at(secret.inner_text().replace(" ", ""), int(time.time()) // STEP_S)
    page.get_by_label("输入验证器显示的 6 位数字").fill(code)
    desk.press("启用")
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    codes = page.locator(".codes code").all_inner_texts()
    assert desk.violations() == []
    desk.press("退出")

    try_password(desk, newcomer, PASSWORD)
    page.get_by_label("验证器里的 6 位数字").fill("123456")
    desk.press("继续")
    expect(page.get_by_role("alert")).to_be_visible()
    assert desk.violations() == []
    page.get_by_label("验证器里的 6 位数字").fill(codes[0])
    desk.press("继续")
    expect(page.get_by_role("heading", level=1)).to_have_text("丁一，您好")
    desk.press("退出")
    try_password(desk, newcomer, PASSWORD)
    page.get_by_label("验证器里的 6 位数字").fill(codes[0])
    desk.press("继续")
    expect(page.get_by_role("alert")).to_be_visible()  # once is all it is good for

    sec = seats("sec").go(f"/staff/accounts/{newcomer}")
    sec.press("解除动态口令")
    try_password(desk, newcomer, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("丁一，您好")


def test_five_wrong_passwords_lock_until_somebody_unlocks(seats: Seats, newcomer: str) -> None:
    desk = seats("")
    for _ in range(5):
        try_password(desk, newcomer, "not-the-password")
    try_password(desk, newcomer, PASSWORD)
    expect(desk.page.get_by_role("alert")).to_contain_text("锁定")
    assert desk.violations() == []
    sec = seats("sec").go(f"/staff/accounts/{newcomer}")
    expect(sec.page.get_by_text(re.compile("锁定到"))).to_be_visible()
    sec.press("解除锁定")
    try_password(desk, newcomer, PASSWORD)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("丁一，您好")
    expect(desk.page.get_by_role("navigation", name="主菜单")).not_to_contain_text("账号")
    desk.page.goto(f"{desk.url}/staff/accounts")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("不能这样做")
    assert desk.violations() == []


def test_who_did_what_is_found_and_the_log_proves_itself(seats: Seats, newcomer: str) -> None:
    sec = seats("sec").go(f"/staff/accounts/{newcomer}")
    sec.page.get_by_label("分析 看统计").check()
    sec.press("保存角色和部门")
    aud = seats("aud").go("/staff/audit")
    page = aud.page
    page.get_by_label("谁").fill("staff:sec")
    page.get_by_label("对什么").fill(newcomer)
    aud.press("查找")
    rows = page.locator("tbody tr")
    expect(rows.first).to_contain_text("staff:sec")
    expect(rows.first).to_contain_text(newcomer)
    assert aud.violations() == []
    page.get_by_label("从哪天").fill("2000-01-01")
    page.get_by_label("到哪天").fill("2000-01-02")
    aud.press("查找")
    expect(rows).to_have_text("没有符合条件的记录")
    aud.go("/staff/audit").press("开始核验")
    expect(page.locator(".note")).to_contain_text("日志完整")
    head = page.locator(".note code").inner_text()
    assert re.fullmatch("[0-9a-f]{64}", head)
    aud.picture("staff-audit")
    page.get_by_label("先前记下的末条哈希").fill(head)
    aud.press("开始核验")
    expect(page.locator(".note")).to_contain_text("日志完整")
    page.get_by_label("先前记下的末条哈希").fill("1" * 64)
    aud.press("开始核验")
    expect(page.locator(".note.bad")).to_be_visible()
    assert aud.violations() == []


@pytest.fixture
def running(seats: Seats) -> Iterator[None]:
    """Whatever happens, the house speaks again afterwards."""
    yield
    sec = seats("sec").go("/staff/settings/kill_switch")
    if sec.page.get_by_role("button", name="恢复默认").count():
        sec.press("恢复默认")


def test_the_assistant_is_switched_off_and_on_again(seats: Seats, running: None) -> None:
    sec = seats("sec").go("/staff/settings/kill_switch")
    sec.page.get_by_label("网页").check()
    sec.page.get_by_label("停用时说的话").fill("系统维护，预计十一点恢复。")
    sec.page.get_by_label("为什么改").fill("数据库升级")
    sec.press("保存")
    expect(sec.flash).to_contain_text("“停用开关”已改好")
    assert sec.violations() == []
    sec.picture("staff-kill-switch")
    for _ in range(100):  # every replica looks once a second
        said = Citizen(sec.url).words("护照多少钱")
        if "预计十一点恢复" in said:
            break
    assert "预计十一点恢复" in said and "12345" in said and "120元" not in said
    sec.press("恢复默认")
    expect(sec.flash).to_contain_text("默认")
    for _ in range(100):
        said = Citizen(sec.url).words("护照多少钱")
        if "120元" in said:
            break
    assert "120元" in said


def test_hours_and_retention_are_changed_within_their_bounds_and_restored(seats: Seats) -> None:
    root = seats("root").go("/staff/settings/hours")
    page = root.page
    page.get_by_label("周六").fill("9点到12点")
    page.get_by_label("为什么改").fill("周末延时服务")
    root.press("保存")
    expect(page.get_by_role("alert")).to_contain_text("您填的都还在")
    expect(page.get_by_label("周六")).to_have_value("9点到12点")
    page.get_by_label("周六").fill("9:00-12:00")
    page.get_by_label("个别日子").fill("2026-12-24 休息 系统检修")
    assert root.violations() == []
    root.press("保存")
    expect(page.locator(".past")).to_contain_text("系统检修")
    root.picture("staff-hours")
    root.press("恢复默认")
    expect(page.get_by_label("周六")).to_have_value("")

    root.go("/staff/settings/retention")
    kept = page.get_by_label("对话记录（天）")
    before = kept.input_value()
    kept.fill("30")
    page.get_by_label("为什么改").fill("省空间")
    root.press("保存")
    expect(page.get_by_role("alert")).to_contain_text("184")
    kept.fill("365")
    root.press("保存")
    expect(root.flash).to_contain_text("已改好")
    expect(page.locator(".past")).to_contain_text("对话记录 365 天")
    root.press("恢复默认")
    expect(kept).to_have_value(before)
