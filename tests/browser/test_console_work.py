"""What citizens asked in vain, sheets, cases, bookings, work orders and the desk, as staff see them in a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chat_page import ChatPage
from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAIT_MS = 30_000  # a loaded machine


def talk(url: str, *said: str) -> str:
    """One conversation; the last reply."""
    started = httpx.post(f"{url}/api/chat/sessions").json()
    headers = {"Authorization": f"Bearer {started['token']}"}
    last = ""
    for text in said:
        answer = httpx.post(f"{url}/api/chat/messages", json={"text": text}, headers=headers, timeout=30)
        last = "\n".join(message["text"] for message in answer.json()["messages"])
    return last


def apply(url: str) -> str:
    """Files an application as a citizen does; the case number."""
    said = "我要申请居住证 否 是 合法稳定住所 同意 张伟 410184199003150013 13912345678"
    words = [
        *said.split(),
        "云江市江滨区幸福路18号3栋502室",
        "2024年3月1日",
        "租赁房屋",
        "窗口自取",
        "跳过",
        "确认提交",
    ]
    receipt = talk(url, *words)
    number = re.search(r"\b\d{2}[A-Z]\d{4}[0-9A-Z]{5}\b", receipt)
    assert number, receipt
    return number[0]


def complain(url: str) -> str:
    words = (
        "我要投诉",
        "小区电梯坏了三个星期物业不修",
        "跳过",
        "跳过",
        "跳过",
        "匿名",
        "由12345热线判断转办",
        "确认提交",
    )
    receipt = talk(url, *words)
    number = re.search(r"\bG\d{2}[A-Z]\d{4}[0-9A-Z]{5}\b", receipt)
    assert number, receipt
    return number[0]


def test_what_was_asked_in_vain_becomes_an_entry(desk: Desk) -> None:
    for text in ("灯会门票怎么买呀", "灯会的门票怎么买", "元宵灯会门票哪里买", "共享单车乱停乱放谁来清"):
        talk(desk.url, text, "没用")
    desk.log_in("lin").go("/staff/inbox")
    expect(desk.page.locator(".cluster").first).to_contain_text("灯会")
    assert desk.violations() == []
    desk.picture("staff-inbox")
    cluster = desk.page.locator(".cluster", has_text="共享单车").first
    cluster.get_by_role("button", name="忽略").click()
    expect(desk.flash).to_contain_text("已忽略")
    expect(desk.page.locator(".cluster", has_text="共享单车")).to_have_count(0)
    desk.page.locator(".cluster", has_text="灯会").first.get_by_role("button", name="新建问答").click()
    expect(desk.flash).to_contain_text("草稿已建立")
    expect(desk.page.get_by_label("标准问题")).to_have_value(re.compile("灯会"))
    desk.go("/staff/inbox")
    expect(desk.page.locator(".cluster", has_text="共享单车")).to_have_count(0)


def test_a_sheet_is_checked_then_imported(desk: Desk, tmp_path: Path) -> None:
    desk.log_in("lin").go("/staff/sheets")
    with desk.page.expect_download() as waiting:
        desk.page.get_by_role("link", name="导出 Excel").click()
    sheet = tmp_path / "faq.xlsx"
    waiting.value.save_as(sheet)
    from openpyxl import load_workbook

    book = load_workbook(sheet)
    book.worksheets[0]["C2"] = "太短"
    book.worksheets[0]["C3"] = "改过的回答，仍然不少于十个字，请核对。"
    book.save(sheet)
    desk.page.get_by_label("文件").set_input_files(sheet)
    desk.press("先检查")
    expect(desk.page.locator("#result")).to_contain_text("检查完成，还没有导入", timeout=30_000)
    expect(desk.page.locator("#result tbody tr")).to_contain_text(["2"])
    assert desk.violations() == []
    desk.picture("staff-sheets")
    desk.press("导入")
    expect(desk.page.locator("#result")).to_contain_text("已导入，等另一位同事审核", timeout=30_000)


def test_a_case_is_handled_and_the_citizen_reads_of_it(desk: Desk) -> None:
    number = apply(desk.url)
    desk.log_in("wang").go("/staff/cases")
    expect(desk.page.get_by_role("link", name=number)).to_be_visible()
    assert desk.violations() == []
    desk.picture("staff-cases")
    desk.page.get_by_role("link", name=number).click()
    expect(desk.page.locator(".facts").first).to_contain_text("410184********0013")
    assert desk.violations() == []
    desk.page.get_by_text("要求补正", exact=True).first.click()
    desk.page.get_by_label("现居住地址", exact=True).check()
    desk.page.get_by_label("现居住地址为什么要补正").fill("门牌号不全")
    desk.picture("staff-case")
    desk.page.get_by_role("button", name="要求补正").click()
    expect(desk.flash).to_contain_text("已要求补正")
    expect(desk.page.locator(".marks").last).to_contain_text("门牌号不全")
    desk.press("显示完整信息")
    expect(desk.page.locator(".facts").first).to_contain_text("410184199003150013")


def test_an_order_is_dispatched_and_answered(desk: Desk) -> None:
    number = complain(desk.url)
    desk.log_in("wang").go(f"/staff/orders/{number}")
    assert desk.violations() == []
    page: Page = desk.page
    page.get_by_text("受理", exact=True).first.click()
    desk.press("受理")
    expect(desk.flash).to_contain_text("已受理")
    page.locator("summary", has_text="派单").click()
    page.get_by_label("承办单位").select_option(index=2)
    desk.picture("staff-order")
    desk.press("派单")
    expect(desk.flash).to_contain_text("已派单")
    desk.go("/staff/orders")
    expect(page.get_by_role("link", name=number)).to_be_visible()
    assert desk.violations() == []


@pytest.mark.parametrize(
    "path", ["/staff/", "/staff/faq", "/staff/release", "/staff/release/golden", "/staff/try"]
)
def test_pages_fit_a_telephone(desk: Desk, path: str) -> None:
    desk.log_in("chen")
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.go(path)
    wide = desk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    assert desk.violations() == []


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
    expect(citizen.page.locator("zw-chat .typing")).to_be_visible(timeout=WAIT_MS)
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
