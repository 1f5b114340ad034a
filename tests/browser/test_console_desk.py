"""A citizen asks for a person and talks with an agent, each in a real browser of their own."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chat_page import ChatPage
from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAIT_MS = 30_000  # a loaded machine


def test_a_citizen_and_an_agent_talk(browser: Browser, desk: Desk, console_url: str) -> None:
    agent = desk.log_in("he").go("/staff/desk/canned").page
    agent.get_by_label("名称").first.fill("问好")
    agent.get_by_label("内容").first.fill("您好，请讲。")
    agent.get_by_label("内容").first.press("Tab")
    agent.keyboard.press("Enter")
    expect(desk.flash).to_contain_text("已保存")
    assert desk.violations() == []
    desk.go("/staff/desk").press("上岗")
    expect(desk.flash).to_contain_text("已上岗")

    context = browser.new_context(viewport={"width": 420, "height": 860}, locale="zh-CN")
    citizen = ChatPage(context.new_page(), SimpleNamespace(url=console_url))  # type: ignore[arg-type]
    citizen.open().say("护照多少钱")
    expect(citizen.say("转人工")).to_contain_text("您是下一位")
    expect(citizen.choose("可以看")).to_contain_text("可以看到您之前")

    expect(agent.get_by_text("排队 1 人")).to_be_visible(timeout=WAIT_MS)
    assert desk.violations() == []
    agent.get_by_role("button", name="接待").first.click()
    expect(agent.get_by_label("转人工之前说的")).to_contain_text("120元")
    expect(citizen.panel.get_by_text("为您服务，请说您的问题")).to_be_visible(timeout=WAIT_MS)

    citizen.words.press_sequentially("居住证要带什么", delay=20)
    expect(agent.locator("#desk-typing")).to_contain_text("正在输入：居住证", timeout=WAIT_MS)
    citizen.words.press("Enter")
    log = agent.get_by_role("log")
    expect(log).to_contain_text("居住证要带什么", timeout=WAIT_MS)
    expect(agent.locator("#desk-suggest summary").first).to_contain_text("居住证", timeout=WAIT_MS)
    answers = citizen.answers.count()

    agent.get_by_label("回复市民").focus()
    agent.keyboard.press("Alt+1")
    expect(agent.get_by_label("回复市民")).to_have_value("您好，请讲。")
    agent.keyboard.type("要身份证和住址证明。")
    agent.keyboard.press("Enter")
    expect(log).to_contain_text("要身份证和住址证明。", timeout=WAIT_MS)
    said = citizen.panel.get_by_text("您好，请讲。要身份证和住址证明。")
    expect(said).to_be_visible(timeout=WAIT_MS)
    assert citizen.answers.count() == answers  # the assistant said nothing
    assert desk.violations() == []
    desk.picture("staff-desk")

    citizen.page.reload()
    expect(said).to_have_count(1, timeout=WAIT_MS)
    expect(citizen.panel.get_by_text("居住证要带什么")).to_have_count(1)
    desk.press("转回助手")
    expect(desk.flash).to_contain_text("已转回")
    expect(citizen.panel.get_by_text("已把对话转回智能助手")).to_be_visible(timeout=WAIT_MS)
    expect(citizen.say("护照多少钱")).to_contain_text("120元")
    context.close()
    citizen.assert_clean()
