"""Type-ahead, verdicts, keeping a receipt or the talk, uploads: what stands around the conversation."""

from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.fake_server import WEB

pytestmark = pytest.mark.browser

PRELOADED = """[...document.querySelector("zw-chat").shadowRoot.querySelectorAll("[rel=modulepreload]")]
  .map((link) => link.href)"""
# Whatever a frame prints is kept where the test can read it.
PRINTING = "window.print = () => { (window.top.printed ??= []).push(document.body.innerText); }"


def test_what_is_typed_is_completed_by_keyboard(chat: ChatPage) -> None:
    chat.open()
    keyboard = chat.page.keyboard
    options = chat.panel.get_by_role("option")
    chat.words.press_sequentially("jzz")
    expect(options).to_have_count(3)
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    expect(chat.words).to_have_attribute("aria-activedescendant", "suggest-1")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    assert chat.violations() == []
    keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(chat.panel).to_be_visible()

    chat.words.fill("居住证")
    expect(options).to_have_count(3)
    keyboard.press("ArrowUp")
    keyboard.press("Enter")
    chat.answer(1)
    expect(chat.said).to_have_text("您：有居住证能享受哪些待遇？")
    keyboard.press("ArrowDown")  # an empty line offers what is often asked
    options.filter(has_text="办护照要多少钱").click()
    expect(chat.said.last).to_have_text("您：办护照要多少钱")

    # A number is nobody's question, and what a form asks for is nobody's business.
    chat.say("13812340000")
    chat.say("姓名")
    chat.words.fill("张三")
    chat.say("李四")
    assert not {"13812340000", "张三", "李四"} & set(chat.server.asked)


def test_an_answer_is_judged_once(chat: ChatPage) -> None:
    answer = chat.open().say("收费")
    answer.get_by_role("button", name="有用").click()
    expect(answer).to_contain_text("您觉得有用，谢谢")
    other = chat.say("指南")
    chat.server.fail(503, "系统繁忙，请稍后重试。", path="feedback")
    other.get_by_role("button", name="没用").click()
    other.get_by_role("button", name="没用").and_(chat.page.locator(":enabled")).click()
    expect(other).to_contain_text("您觉得没用，我们会改进")
    expect(chat.say("进度").get_by_role("group", name="这条回答有用吗")).to_have_count(0)  # states no rule
    other.get_by_role("button", name="转人工").click()
    expect(chat.answers.last).to_contain_text("排队中")
    judged = [(each["message_id"], each["useful"]) for each in chat.server.judged]
    assert judged == [("1.0", True), ("2.0", False)]
    chat.page.reload()
    expect(chat.answers.nth(1)).to_contain_text("您觉得有用，谢谢")
    expect(chat.answers.nth(2)).to_contain_text("您觉得没用，我们会改进")


def test_a_receipt_is_printed_and_kept_as_a_picture(chat: ChatPage) -> None:
    chat.page.add_init_script(PRINTING)
    receipt = chat.open().say("一件事")
    receipt.get_by_role("button", name="打印").click()
    chat.page.wait_for_function("() => window.printed")
    (paper,) = chat.page.evaluate("window.printed")
    for words in ("回执", "总编号", "01D1201FCTKW", "生育登记", "01D1201NWFXG", "请记下总编号"):
        assert words in paper
    assert "您好" not in paper
    with chat.page.expect_download() as saved:
        receipt.get_by_role("button", name="保存图片").click()
    assert saved.value.suggested_filename == "回执-01D1201FCTKW.png"
    picture = Path(saved.value.path()).read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) > 10_000


def test_the_conversation_is_downloaded_as_it_is_shown(chat: ChatPage) -> None:
    chat.open().say("手机")
    chat.say("13812340000")
    chat.say("收费")
    chat.panel.get_by_role("button", name="更多").click()
    with chat.page.expect_download() as saved:
        chat.panel.get_by_role("button", name="下载对话").click()
    assert saved.value.suggested_filename.startswith("对话记录-")
    text = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    assert "您：138****0000" in text and "您：13812340000" not in text
    assert "来源：公安部 居住证暂行条例（国务院令第663号）" in text and "云江市政务服务助手" in text
    assert text.index("手机号码") < text.index("您：138****0000") < text.index("免收证件工本费")


def test_an_upload_shows_how_far_it_is_and_can_be_cancelled(chat: ChatPage) -> None:
    card = chat.open().say("附件")
    photo = {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4" + b"x" * 500_000}
    chat.server.delay = 30
    card.get_by_label("上传住所证明").set_input_files(photo)
    card.get_by_role("button", name="确定").click()
    expect(chat.panel.get_by_role("progressbar", name="上传进度")).to_have_attribute("aria-valuenow", "100")
    expect(chat.panel).to_contain_text("已上传，正在检查")
    chat.panel.get_by_role("button", name="取消上传").click()
    expect(chat.panel).to_contain_text("已取消上传")
    chat.server.delay = 0
    count = chat.answers.count()
    card.get_by_role("button", name="确定").click()
    chat.answer(count)
    assert [each for each in chat.server.received if "file_id" in each] == [chat.server.received[-1]]
    expect(chat.panel.get_by_role("progressbar")).to_have_count(0)


def test_little_is_loaded_before_the_first_click(chat: ChatPage) -> None:
    def loaded() -> int:
        files = [path for path in chat.server.seen if path.startswith(("/widget.js", "/static/widget/"))]
        return sum(
            len(gzip.compress((WEB / path.removeprefix("/static/").lstrip("/")).read_bytes()))
            for path in files
        )

    chat.visit()
    chat.page.wait_for_load_state("networkidle")
    assert 2_000 < loaded() < 40_000  # 11,000
    assert not [path for path in chat.server.seen if path.startswith("/api/")]
    first = set(chat.server.seen)
    chat.launcher.click()
    chat.answer(0)
    modules = {path for path in chat.server.seen if path.endswith(".js")} - first
    assert {
        urlsplit(each).path for each in chat.page.evaluate(PRELOADED)
    } == modules  # in one step, none for nothing
    assert loaded() < 64_000
    # Receipts, downloads and languages come when they are wanted.
    assert not [path for path in chat.server.seen if "words-" in path or "picture" in path]
