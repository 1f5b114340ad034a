"""Accounts in a real browser: keyboard alone, no barriers, nothing that the strict policy blocks."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_logging_in_by_keyboard_alone(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.url}/staff/accounts")
    expect(page).to_have_url(f"{desk.url}/staff/login?next=/staff/accounts")
    page.keyboard.type("sec")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{desk.url}/staff/accounts")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到主要内容")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("查找")).to_be_focused()


def test_a_wrong_password_is_said_to_a_screen_reader(desk: Desk) -> None:
    desk.page.goto(f"{desk.url}/staff/login")
    desk.page.get_by_label("登录名").fill("lin")
    desk.page.get_by_label("密码").fill("wrong")
    desk.press("登录")
    expect(desk.page.get_by_role("alert")).to_have_text("登录名或密码不对。")
    expect(desk.page.get_by_label("登录名")).to_have_value("lin")
    assert desk.violations() == []


def test_an_account_from_nothing_to_its_first_day(desk: Desk) -> None:
    desk.log_in("root").go("/staff/accounts")
    desk.page.get_by_label("登录名").fill("zhao")
    desk.page.get_by_label("姓名").fill("赵敏")
    desk.press("新增")
    expect(desk.flash).to_contain_text("一次性密码")
    one_time = desk.flash.inner_text().split("一次性密码：")[1].split("（")[0]
    desk.press("退出")

    desk.log_in("sec").go("/staff/accounts/zhao")
    desk.page.get_by_label("编辑 写和改问答").check()
    desk.press("保存角色和部门")
    expect(desk.flash).to_contain_text("已保存")
    desk.picture("staff-account")
    desk.press("退出")

    desk.page.get_by_label("登录名").fill("zhao")
    desk.page.get_by_label("密码").fill(one_time)
    desk.press("登录")
    desk.page.get_by_label("原密码").fill(one_time)
    desk.page.get_by_label("新密码", exact=False).first.fill(PASSWORD)
    desk.page.get_by_label("再输一次新密码").fill(PASSWORD)
    desk.press("保存")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("赵敏，您好")


def test_a_notice_is_announced_and_what_is_wrong_stays_in_the_form(desk: Desk) -> None:
    desk.log_in("root").go("/staff/settings/emergency_notice")
    desk.page.get_by_label("公告内容").fill("受台风影响，今天下午各服务大厅停止对外服务。")
    desk.page.get_by_label("程度").select_option("紧急")
    desk.page.get_by_label("从").fill("2026-12-02T08:00")
    desk.page.get_by_label("到").fill("2026-12-01T08:00")
    desk.page.get_by_label("为什么改").fill("台风蓝色预警")
    desk.press("保存")
    expect(desk.page.get_by_role("alert")).to_contain_text("结束时间要晚于开始时间")
    expect(desk.page.get_by_label("公告内容")).to_have_value("受台风影响，今天下午各服务大厅停止对外服务。")
    desk.page.get_by_label("从").fill("")
    desk.page.get_by_label("到").fill("")
    desk.press("保存")
    expect(desk.flash).to_contain_text("“应急公告”已改好")
    desk.go("/staff/settings")
    expect(desk.page.locator(".note")).to_contain_text("正在公告：【紧急】受台风影响")
    desk.picture("staff-settings")
