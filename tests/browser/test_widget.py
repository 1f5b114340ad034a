"""The widget draws every message type, and what a citizen does reaches the service once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("word", "seen"),
    [
        (
            "收费",
            [
                "免收证件工本费",
                "来源",
                "公安部",
                "有效期 2016年1月1日 至 2027年12月31日",
                "核对日期 2026年11月20日",
            ],
        ),
        ("指南", ["居住证首次申领", "申请材料", "公民离开常住户口所在地", "有效期 2016年1月1日 起"]),
        ("姓名", ["第 1 步，共 6 步", "请输入申请人的姓名", "为什么要填"]),
        ("单位", ["是否有工作单位", "是", "否"]),
        ("核对", ["核对信息：居住证首次申领", "张晓云", "110***********1234", "确认提交"]),
        (
            "确认提交",
            [
                "9901002026112300017",
                "承诺办结日期",
                "2026年12月3日",
                "法定办结日期",
                "2026年12月8日",
                "复制编号",
            ],
        ),
        ("进度", ["在办", "2026年11月23日 09:12", "材料齐全，予以受理。"]),
        ("预约", ["11月30日 周一", "09:00-10:00", "余 3", "已约满", "换一天"]),
        ("评价", ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]),
        (
            "一件事",
            [
                "总编号",
                "01D1201FCTKW",
                "生育登记",
                "01D1201NWFXG",
                "2026年12月1日",
                "出生登记",
                "01D1201WHT77",
            ],
        ),
        ("清单", ["本人相片：原件1份", "打印版材料清单（7天内有效）"]),
        ("通知", ["通知", "已制作完成", "9901002026112300017"]),
        ("转人工", ["人工服务", "排队中", "排队位置", "第 2 位", "不等了"]),
        ("约好", ["预约编号", "YY20261130014", "2026年11月30日", "14:00", "A014"]),
        ("工单", ["工单编号", "GD2026112300009", "云江市城市管理局", "办理期限"]),
        ("残缺", ["数据不全的指南也有话可说。", "好的"]),
        ("陌生", ["这是一种新的消息。\n请选择。", "好的"]),
    ],
)
def test_every_message_type_is_drawn(chat: ChatPage, word: str, seen: list[str]) -> None:
    answer = chat.open().say(word)
    for words in seen:
        expect(answer).to_contain_text(words, use_inner_text=True)


def test_a_page_that_belongs_to_the_answer_is_a_link(chat: ChatPage) -> None:
    answer = chat.open().say("清单")
    link = answer.get_by_role("link", name="打印版材料清单")
    expect(link).to_have_attribute("href", "http://127.0.0.1:9/checklist/abc123")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(answer).not_to_contain_text("abc123")


def test_the_numbers_of_a_bundle_are_drawn_once(chat: ChatPage) -> None:
    receipt = chat.open().say("一件事")
    said = receipt.inner_text()
    assert all(said.count(number) == 1 for number in ("01D1201FCTKW", "01D1201NWFXG", "01D1201WHT77"))
    assert "请记下总编号" in said and said.count("以受理通知为准") == said.count("法定办结日期") == 2


def test_a_card_does_not_repeat_its_text(chat: ChatPage) -> None:
    receipt = chat.open().say("确认提交")
    assert receipt.inner_text().count("9901002026112300017") == 1
    expect(receipt).to_contain_text("凭编号和身份证号码可以随时查询进度")
    assert chat.say("核对").inner_text().count("张晓云") == 1


def test_a_choice_sends_its_payload_and_shows_its_title(chat: ChatPage) -> None:
    chat.open()
    answer = chat.choose("居住证怎么办")
    assert chat.server.received[0]["payload"] == "choice:居住证怎么办"
    assert "text" not in chat.server.received[0]
    expect(chat.said).to_have_text("您：居住证怎么办")
    greeting = chat.answers.first
    expect(greeting.get_by_role("button", name="查办件进度")).to_be_disabled()
    expect(greeting.get_by_role("button", name=re.compile("居住证怎么办.*已选"))).to_be_disabled()
    expect(answer.get_by_role("button", name="在线申请")).to_be_enabled()


def test_guide_tabs_show_one_section(chat: ChatPage) -> None:
    guide = chat.open().say("指南")
    guide.get_by_role("tab", name="申请材料").click()
    expect(guide.get_by_role("tabpanel")).to_have_count(1)
    expect(guide.get_by_role("tabpanel")).to_contain_text(
        "2. 本人相片 1 张\n3. 住所证明", use_inner_text=True
    )


def test_fields_fit_what_is_asked(chat: ChatPage) -> None:
    chat.open().say("手机")
    expect(chat.words).to_have_attribute("inputmode", "tel")
    expect(chat.panel.get_by_label("请输入手机号码")).to_be_focused()
    chat.say("13812340000")
    expect(chat.said.last).to_have_text("您：138****0000")
    assert chat.server.received[-1]["text"] == "13812340000"
    expect(chat.words).to_have_attribute("inputmode", "text")

    card = chat.say("日期")
    card.get_by_role("button", name="确定").click()
    expect(card).to_contain_text("请先选择日期。")
    card.get_by_label("选择入住日期").fill("2025-03-01")
    card.get_by_role("button", name="确定").click()
    expect(chat.said.last).to_have_text("您：2025年3月1日")
    assert chat.server.received[-1]["text"] == "2025-03-01"


def test_a_file_is_uploaded_before_it_is_named(chat: ChatPage) -> None:
    card = chat.open().say("附件")
    card.get_by_label("上传住所证明").set_input_files(
        {"name": "租房合同.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    )
    count = chat.answers.count()
    card.get_by_role("button", name="确定").click()
    chat.answer(count)
    assert b"%PDF-1.4" in chat.server.uploads[0]
    assert chat.server.received[-1]["file_id"] == "file-1"


def test_slots_send_their_choice_or_their_time(chat: ChatPage) -> None:
    card = chat.open().say("预约")
    expect(card.locator(".words")).to_have_text("请选择预约时间。")  # the times stand in the buttons
    expect(card.get_by_role("button", name="10:00-11:00 已约满")).to_be_disabled()
    count = chat.answers.count()
    card.get_by_role("button", name="14:00-15:00").click()
    chat.answer(count)
    assert chat.server.received[-1]["payload"] == "choice:2026-11-30 14:00-15:00"
    expect(chat.said.last).to_have_text("您：11月30日 周一 14:00-15:00")
    chat.say("预约").get_by_role("button", name="15:00-16:00").click()
    expect(chat.said.last).to_have_text("您：12月1日 周二 15:00-16:00")
    chat.answer(count + 2)
    assert chat.server.received[-1]["text"] == "2026-12-01 15:00"


def test_the_case_number_can_be_copied(chat: ChatPage) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.open().say("确认提交").get_by_role("button", name="复制编号").click()
    expect(chat.panel.get_by_role("button", name="已复制")).to_be_visible()
    assert chat.page.evaluate("navigator.clipboard.readText()") == "9901002026112300017"


def test_markup_stays_text(chat: ChatPage) -> None:
    answer = chat.open().say("标记 <script>alert(1)</script>")
    expect(chat.said.last).to_have_text("您：标记 <script>alert(1)</script>")
    expect(answer).to_contain_text("<img src=x onerror=alert(1)><b>不是粗体</b>")
    expect(answer.get_by_role("button", name="<i>斜体</i>")).to_be_visible()
    expect(answer).to_contain_text("恶意链接")
    assert answer.locator("img, b, i, u, a, script").count() == 0


def test_the_portal_asks_in_the_widget(chat: ChatPage) -> None:
    chat.visit()
    chat.page.get_by_role("searchbox").fill("收费是多少")
    chat.page.get_by_role("button", name="问一问").click()
    expect(chat.answers.nth(1)).to_contain_text("免收证件工本费")
    chat.page.get_by_role("button", name="外地人怎么办居住证？").click()
    expect(chat.said.last).to_have_text("您：外地人怎么办居住证？")


def test_length_limit_and_line_breaks(chat: ChatPage) -> None:
    chat.open()
    chat.words.fill("问" * 399)
    expect(chat.panel.locator(".count")).to_be_hidden()
    chat.words.fill("问" * 450)
    expect(chat.panel.locator(".count")).to_have_text("还可输入 50 字（最多 500 字）")
    chat.words.fill("问" * 501)
    chat.words.press("Enter")
    expect(chat.panel.locator(".count")).to_have_text("超出 1 字，请精简后再发送")
    assert not chat.server.received
    chat.words.fill("第一行")
    chat.words.press("Shift+Enter")
    chat.words.press_sequentially("第二行")
    chat.words.press("Enter")
    chat.answer(1)
    assert chat.server.received[0]["text"] == "第一行\n第二行"


def test_enter_that_ends_a_composition_does_not_send(chat: ChatPage) -> None:
    chat.open()
    chat.words.fill("juzhu")
    for extra in ({"isComposing": True}, {"keyCode": 229}):
        chat.words.dispatch_event("keydown", {"key": "Enter", "bubbles": True, **extra})
    assert chat.words.input_value() == "juzhu"
    chat.words.press("Enter")
    chat.answer(1)
    assert len(chat.server.received) == 1
