"""An answer from the editor's desk to a citizen, in a real browser."""

from __future__ import annotations

import re
import time

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENTRY = "/staff/faq/admin_lawsuit_deadline"
QUESTION = "民告官多久内要起诉"


def citizen(url: str, text: str) -> str:
    started = httpx.post(f"{url}/api/chat/sessions").json()
    headers = {"Authorization": f"Bearer {started['token']}"}
    answer = httpx.post(f"{url}/api/chat/messages", json={"text": text}, headers=headers, timeout=20)
    return "\n".join(message["text"] for message in answer.json()["messages"])


def wait_for(url: str, text: str, wanted: str, within_s: float = 10) -> float:
    """Seconds until a citizen reads `wanted`."""
    began = time.monotonic()
    while time.monotonic() - began < within_s:
        if wanted in citizen(url, text):
            return time.monotonic() - began
        time.sleep(0.1)
    raise AssertionError(citizen(url, text))


@pytest.fixture
def others(browser: Browser, console_url: str) -> object:
    """`others("chen")`: somebody else at another computer."""
    opened: list[Desk] = []

    def at(username: str) -> Desk:
        context = browser.new_context(
            viewport={"width": 1280, "height": 860}, locale="zh-CN", reduced_motion="reduce"
        )
        opened.append(Desk(context.new_page(), console_url))
        return opened[-1].log_in(username)

    yield at
    for each in opened:
        each.page.context.close()
        each.assert_clean()


def test_from_the_editors_desk_to_a_citizen_and_back(desk: Desk, others: object) -> None:
    for text in (QUESTION, "居住证怎么办", "今天天气好吗"):
        citizen(desk.url, text)
    lin = desk.log_in("lin").go("/staff/faq")
    lin.page.get_by_label("查找").fill("行政诉讼 起诉")
    with lin.page.expect_navigation():
        lin.page.keyboard.press("Enter")
    lin.picture("staff-faq-list")
    assert lin.violations() == []
    lin.page.get_by_role("link", name="行政诉讼要在多久内起诉？").click()

    answer = lin.page.get_by_label("回答")
    answer.fill(
        "应当自知道行政行为之日起6个月内起诉。\n1. 先复议的，收到复议决定之日起15日内。\n2. 拿不准时拨打12348。"
    )
    expect(lin.page.locator("#saved")).to_contain_text("已保存")
    expect(lin.page.locator("#advice .bubble li")).to_have_count(2)
    wordings = lin.page.get_by_role("textbox", name="相似问法")
    there = len(wordings.input_value().strip().splitlines())
    wordings.press("Control+End")
    lin.page.keyboard.type("\n据说民告官要快")
    expect(lin.page.locator("#advice")).to_contain_text(f"{there + 1} / 8")
    lin.press("找相似问法")
    expect(lin.page.locator("#suggested")).to_contain_text(QUESTION)
    lin.page.get_by_role("button", name=QUESTION).click()
    expect(lin.page.get_by_role("textbox", name="相似问法")).to_have_value(re.compile(QUESTION))
    expect(lin.page.locator("#advice")).to_contain_text(f"{there + 2} / 8")
    assert lin.violations() == []
    lin.picture("staff-faq-edit")
    lin.page.get_by_label("修改说明").fill("按2017年修正核对")
    lin.press("提交审核")
    expect(lin.flash).to_contain_text("等另一位同事审核")

    chen = others("chen").go("/staff/review")  # type: ignore[operator]
    chen.page.get_by_role("link", name="行政诉讼要在多久内起诉？").click()
    expect(chen.page.locator(".diff ins").first).to_be_visible()
    chen.picture("staff-review")
    assert chen.violations() == []
    chen.press("通过")
    expect(chen.flash).to_contain_text("已通过")

    chen.go("/staff/release")
    expect(chen.page.get_by_text("修改 行政诉讼要在多久内起诉？")).to_be_visible()
    chen.press("开始检查")
    expect(chen.page.get_by_text("检查通过，可以发布")).to_be_visible(timeout=60_000)
    expect(chen.page.get_by_text("同一条，回答有改动").first).to_be_visible()
    chen.picture("staff-release")
    assert chen.violations() == []
    assert "先复议的，收到" not in citizen(desk.url, QUESTION)
    chen.press("发布")
    expect(chen.flash).to_contain_text("已发布")
    assert wait_for(desk.url, QUESTION, "先复议的，收到") < 3

    chen.page.get_by_role("button", name="回退到这一版").first.click()
    expect(chen.flash).to_contain_text("已回退到第 1 号版本")
    assert wait_for(desk.url, QUESTION, "应当自知道或者应当知道") < 3


def test_two_people_at_one_entry_lose_nothing(desk: Desk, others: object) -> None:
    page = "/staff/faq/admin_lawsuit_after_reconsider"
    name = desk.log_in("lin").go("/staff/faq?q=复议").page.locator("tbody a").first.get_attribute("href")
    page = name or page
    zhou = others("zhou").go(page)  # type: ignore[operator]
    desk.go(page)
    zhou.page.get_by_label("分类").fill("周宁的分类")
    expect(zhou.page.locator("#saved")).to_contain_text("已保存")
    desk.page.get_by_label("分类").fill("林晓的分类")
    expect(desk.page.locator("#saved")).to_contain_text("zhou刚刚保存了另一个版本")
    expect(desk.page.locator("#saved del")).to_contain_text("周宁")
    expect(desk.page.get_by_label("分类")).to_have_value("林晓的分类")
    desk.picture("staff-conflict")
    assert desk.violations() == []
    desk.press("保存我的")
    expect(desk.page.locator("#saved")).to_contain_text("已保存")
    desk.go(f"{page}/history")
    expect(desk.page.get_by_role("heading", name="原版")).to_be_visible()


def test_trying_a_question_shows_draft_and_live_and_the_words(desk: Desk) -> None:
    desk.log_in("lin").go("/staff/faq")
    desk.page.get_by_label("标准问题").fill("云江灯会门票怎么预约？")
    desk.page.locator("#new-department").select_option(index=1)
    desk.press("开始写")
    desk.page.get_by_label("回答").fill("灯会门票在文化广电和旅游局网站预约，免费。")
    desk.page.get_by_role("textbox", name="相似问法").fill("灯会门票怎么约\n元宵灯会要票吗")
    expect(desk.page.locator("#saved")).to_contain_text("已保存", timeout=10_000)
    desk.go("/staff/try")
    desk.page.get_by_label("像市民那样问一句").fill("灯会的门票怎么约呀")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_text("草稿和正在使用的版本，回答不一样")).to_be_visible()
    expect(desk.page.locator(".card").last).to_contain_text("云江灯会门票怎么预约")
    expect(desk.page.locator(".weights").last).to_contain_text("灯")
    desk.picture("staff-try")
    assert desk.violations() == []


def test_an_emergency_is_live_in_seconds_and_looked_at_afterwards(desk: Desk, others: object) -> None:
    desk.log_in("lin").go(ENTRY)
    desk.page.get_by_label("回答").fill("今天法院系统维护，起诉期限问题请拨打12348咨询。")
    expect(desk.page.locator("#saved")).to_contain_text("已保存")
    desk.page.get_by_text("紧急发布", exact=True).click()
    desk.press("紧急发布这一条")
    expect(desk.flash).to_contain_text("要写明原因")
    expect(desk.page.get_by_label("回答")).to_have_value("今天法院系统维护，起诉期限问题请拨打12348咨询。")
    desk.page.get_by_text("紧急发布", exact=True).click()
    desk.page.get_by_label("原因").fill("系统临时维护，原办法暂停")
    desk.press("紧急发布这一条")
    expect(desk.flash).to_contain_text("已紧急发布")
    assert wait_for(desk.url, QUESTION, "今天法院系统维护") < 3
    chen = others("chen").go("/staff/release")  # type: ignore[operator]
    expect(chen.page.get_by_text("紧急发布待审核")).to_be_visible()
    assert chen.violations() == []
    chen.press("撤销，回到之前的版本")
    assert wait_for(desk.url, QUESTION, "应当自知道或者应当知道") < 3


def test_without_scripts_everything_still_works(browser: Browser, console_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    plain = Desk(context.new_page(), console_url).log_in("lin").go("/staff/faq?q=复议&state=published")
    plain.page.locator("tbody a").last.click()
    plain.page.get_by_label("分类").fill("没有脚本")
    plain.press("保存")
    expect(plain.flash).to_have_text("已保存。")
    expect(plain.page.get_by_label("分类")).to_have_value("没有脚本")
    context.close()
