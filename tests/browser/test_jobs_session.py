"""The session ends while somebody writes: nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PASSWORD, Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Seats = Callable[[str], Desk]

ENTRY = "/staff/faq/admin_lawsuit_deadline"
TYPED = "应当自知道行政行为之日起6个月内起诉。拿不准时拨打12348。"
SAVED_MS = 15_000


def log_in_beside(desk: Desk, username: str) -> None:
    """At another tab of the same browser."""
    tab = Desk(desk.page.context.new_page(), desk.url)
    tab.log_in(username).page.close()


def end_session(desk: Desk) -> None:
    desk.page.context.clear_cookies()


def test_an_entry_goes_on_under_the_next_login_of_the_same_person_and_of_nobody_else(seats: Seats) -> None:
    lin = seats("lin").go(ENTRY)
    page, saved, answer = lin.page, lin.page.locator("#saved"), lin.page.get_by_label("回答")
    answer.fill(TYPED)
    expect(saved).to_contain_text("已保存")
    end_session(lin)
    answer.fill(f"{TYPED}再写一句。")
    expect(saved).to_contain_text("登录已过期", timeout=SAVED_MS)
    lin.press("提交审核")
    expect(page.locator("#entry").get_by_role("alert")).to_contain_text("登录已过期")
    assert lin.violations() == []

    log_in_beside(lin, "zhou")
    expect(saved).to_contain_text("现在登录的是 zhou", timeout=SAVED_MS)
    expect(answer).to_have_value(f"{TYPED}再写一句。")
    log_in_beside(lin, "lin")
    expect(saved).to_contain_text("已保存", timeout=SAVED_MS)
    lin.go(ENTRY)
    expect(answer).to_have_value(f"{TYPED}再写一句。")
    lin.press("放弃这一稿")
    expect(lin.flash).to_contain_text("放弃")


def test_a_form_that_is_not_saved_by_itself_is_not_sent_into_nothing(seats: Seats) -> None:
    he = seats("he")
    he.page.clock.install()
    page = he.go("/staff/desk/canned").page
    page.get_by_label("名称").first.fill("延时服务")
    page.get_by_label("内容").first.fill("周六上午照常办理。")
    end_session(he)
    page.clock.fast_forward("31:00")
    save = page.get_by_role("button", name="保存", exact=True).first
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("登录已过期")
    expect(page.get_by_label("内容").first).to_have_value("周六上午照常办理。")
    log_in_beside(he, "he")
    save.click()
    expect(page.locator("main")).to_contain_text("周六上午照常办理。")
    expect(page.get_by_label("内容").first).not_to_have_value("周六上午照常办理。")


def test_what_was_sent_too_late_is_said_and_the_login_leads_back_to_its_page(seats: Seats) -> None:
    lin = seats("lin").go("/staff/faq?q=居住证")
    page = lin.page
    page.locator("#new-question").fill("夜市几点收摊")
    page.locator("#new-department").select_option(index=1)
    end_session(lin)
    lin.press("开始写")
    expect(page.get_by_role("alert")).to_contain_text("刚才提交的没有保存")
    page.get_by_label("登录名").fill("lin")
    page.get_by_label("密码").fill(PASSWORD)
    lin.press("登录")
    expect(page.get_by_label("查找")).to_have_value("居住证")
