"""Keyboard, screen reader, phone, 长辈版, and a host page that does not help."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.fake_server import FakeServer
from tests.browser.replies import SCRIPT

pytestmark = pytest.mark.browser

HOSTILE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>旧门户</title>
<link rel="stylesheet" href="/hostile.css"></head>
<body><main><h1>旧门户</h1></main>
<script src="{url}/widget.js" data-title="助手" data-lang="zh-Hant" defer></script></body></html>"""
HOSTILE_CSS = """
html { font-size: 100px }
body { transform: none; line-height: 1; text-align: right; direction: rtl; color: #eee }
* { letter-spacing: 9px !important }
button { display: none !important }
zw-chat { display: none; opacity: .1; font: 4px serif }
"""
SMALL = """() => {
  const root = document.querySelector("zw-chat").shadowRoot;
  const found = [];
  for (const each of root.querySelectorAll("button, input:not(.unseen), textarea, summary, label.button")) {
    const box = each.getBoundingClientRect();
    const small = box.width && (box.height < 43.9 || box.width < 43.9);
    if (small) found.push(`${each.className} ${box.width}x${box.height}`);
  }
  return found;
}"""
INSIDE = "document.querySelector('zw-chat').shadowRoot.querySelector"
SIZE = f"getComputedStyle({INSIDE}('.words')).fontSize"
OVERFLOW = f"{INSIDE}('.log').scrollWidth - {INSIDE}('.log').clientWidth"
STYLE = """(words) => {
  const style = getComputedStyle(words);
  return [style.fontSize, style.letterSpacing, style.textAlign, style.direction];
}"""
TIGHT = """() => [...document.querySelector("zw-chat").shadowRoot.querySelectorAll(".panel *")]
  .filter((each) => {
    const { lineHeight, fontSize } = getComputedStyle(each);
    return each.innerText && parseFloat(lineHeight) / parseFloat(fontSize) < 1.3;
  })
  .map((each) => each.className || each.tagName)"""


def test_a_whole_visit_by_keyboard(chat: ChatPage) -> None:
    chat.visit()
    keyboard = chat.page.keyboard
    for _ in range(60):
        keyboard.press("Tab")
        if "launcher" in chat.focused():
            break
    keyboard.press("Enter")
    expect(chat.words).to_be_focused()
    expect(chat.answers).to_have_count(1)

    keyboard.type("指南")
    keyboard.press("Enter")
    guide = chat.answer(1)
    expect(chat.words).to_be_focused()
    guide.get_by_role("tab", name="受理条件").focus()
    keyboard.press("ArrowRight")
    expect(guide.get_by_role("tab", name="申请材料")).to_be_focused()
    expect(guide.get_by_role("tab", name="申请材料")).to_have_attribute("aria-selected", "true")
    keyboard.press("End")
    expect(guide.get_by_role("tabpanel")).to_contain_text("市政务服务中心")

    for _ in range(4):
        keyboard.press("Tab")  # the section, its source, 在线申请, 预约窗口
    keyboard.press("Tab")
    expect(guide.get_by_role("button", name="看看能不能办")).to_be_focused()
    keyboard.press("Space")
    chat.answer(2)
    expect(chat.answers.nth(2)).to_be_focused()  # the new answer, so that a second press chooses nothing

    keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.launcher).to_be_focused()
    keyboard.press("Enter")
    expect(chat.answers).to_have_count(3)


def test_what_a_screen_reader_hears(chat: ChatPage) -> None:
    chat.open().say("收费")
    expect(chat.page.get_by_role("dialog", name="云江市政务服务助手")).to_be_visible()
    log = chat.page.get_by_role("log", name="对话内容")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("aria-busy", "false")
    expect(chat.page.get_by_role("link", name="居住证暂行条例")).to_have_attribute(
        "rel", "noopener noreferrer"
    )
    chat.words.fill("问" * 480)
    expect(chat.panel.get_by_role("status")).to_have_text("还可输入 20 字（最多 500 字）")


@pytest.mark.parametrize("large", [False, True], ids=["standard", "large"])
def test_axe_finds_nothing(chat: ChatPage, large: bool) -> None:
    chat.page.emulate_media(reduced_motion="reduce")  # measured at rest
    assert chat.visit().violations() == []
    chat.launcher.click()
    if large:
        chat.page.get_by_role("button", name="长辈版").click()
    for word in SCRIPT:
        chat.say(word)
        assert chat.violations(newest=True) == [], word
    assert chat.violations() == []
    chat.panel.get_by_role("button", name="更多").click()
    assert chat.violations(newest=True) == []
    chat.page.keyboard.press("Escape")
    expect(chat.panel.get_by_role("button", name="更多")).to_be_focused()
    chat.page.context.set_offline(True)
    expect(chat.panel.get_by_text("网络已断开")).to_be_visible()
    assert chat.violations(newest=True) == []
    chat.page.context.set_offline(False)
    expect(chat.panel.get_by_text("网络已断开")).to_be_hidden()
    chat.server.fail(503, "系统繁忙，请稍后重试。")
    chat.words.fill("问" * 480)
    chat.words.press("Enter")
    expect(chat.panel.get_by_role("button", name="重试")).to_be_visible()
    chat.words.fill("问" * 501)
    assert chat.violations() == []
    assert chat.page.evaluate(TIGHT) == []


@pytest.mark.parametrize("large", [False, True], ids=["standard", "large"])
def test_a_phone_shows_it_full_screen(phone: ChatPage, large: bool) -> None:
    phone.page.emulate_media(reduced_motion="reduce")  # measured at rest
    assert phone.visit().violations() == []
    phone.launcher.tap()
    phone.answer(0)
    if large:
        phone.page.get_by_role("button", name="长辈版").tap()
    expect(phone.panel).to_have_attribute("aria-modal", "true")
    assert phone.panel.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    for word in SCRIPT:
        phone.say(word)
        assert phone.page.evaluate(SMALL) == [], word
        assert phone.page.evaluate(OVERFLOW) <= 0, word
    assert phone.violations() == []


def test_focus_stays_inside_on_a_phone(phone: ChatPage) -> None:
    phone.visit()
    phone.launcher.tap()
    phone.answer(0)
    for key in ("Tab", "Shift+Tab"):
        for _ in range(12):
            phone.page.keyboard.press(key)
            assert phone.focused() != ""
    assert phone.page.evaluate("getComputedStyle(document.documentElement).overflow") == "hidden"
    phone.page.keyboard.press("Escape")
    assert phone.page.evaluate("getComputedStyle(document.documentElement).overflow") != "hidden"


def test_large_type_is_remembered(chat: ChatPage) -> None:
    chat.open()
    assert chat.page.evaluate(SIZE) == "16px"
    chat.page.get_by_role("button", name="长辈版").click()
    chat.page.reload()
    chat.answer(0)
    assert chat.page.evaluate(SIZE) == "22px"
    expect(chat.page.get_by_role("button", name="长辈版")).to_have_attribute("aria-pressed", "true")


def test_nothing_moves_when_motion_is_reduced(chat: ChatPage) -> None:
    chat.page.emulate_media(reduced_motion="reduce")
    chat.open()
    assert chat.panel.evaluate("(panel) => getComputedStyle(panel).animationName") == "none"


def test_another_site_with_hostile_styles(chat: ChatPage) -> None:
    host = FakeServer().start()
    host.csp_extra = chat.server.url
    host.pages = {"/": HOSTILE.format(url=chat.server.url), "/hostile.css": HOSTILE_CSS}
    chat.origins.add(host.url)
    try:
        chat.page.goto(host.url)
        expect(chat.launcher).to_have_text("智能諮詢")
        chat.launcher.click()
        words = chat.say("指南").locator(".words").first
        assert words.evaluate(STYLE) == ["16px", "normal", "left", "ltr"]
        assert not host.received
        assert chat.server.received
    finally:
        host.shutdown()
        host.server_close()
