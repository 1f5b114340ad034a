"""Lost answers, ended sessions and reloads: nothing is lost, nothing is sent twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage

pytestmark = pytest.mark.browser


def test_reload_keeps_the_conversation(chat: ChatPage) -> None:
    chat.open().say("收费")
    chat.say("预约")
    chat.page.reload()
    expect(chat.said).to_have_text(["您：收费", "您：预约"])
    expect(chat.answers).to_have_count(3)
    expect(chat.answers.nth(0).get_by_role("button", name="预约办事")).to_be_disabled()
    chat.choose("换一天")
    assert chat.server.received[-1]["payload"] == "choice:换一天"
    assert len(chat.server.histories) == 1


def test_reload_goes_on_with_the_field_being_filled(chat: ChatPage) -> None:
    chat.open().say("身份证号")
    chat.page.reload()
    expect(chat.panel.get_by_text("正在填写：公民身份号码")).to_be_visible()
    chat.say("11010519491231002X")
    chat.page.reload()
    expect(chat.said.last).to_have_text("您：110***********002X")


@pytest.mark.parametrize("done", [False, True], ids=["never worked on", "answer lost"])
def test_a_failed_send_is_retried_without_a_duplicate(chat: ChatPage, done: bool) -> None:
    chat.open()
    chat.server.fail(503, "系统繁忙，请稍后重试。", done=done)
    chat.words.fill("收费")
    chat.words.press("Enter")
    expect(chat.panel.get_by_text("系统繁忙，请稍后重试。")).to_be_visible()
    chat.panel.get_by_role("button", name="重试").click()
    expect(chat.answers).to_have_count(2)
    expect(chat.said).to_have_count(1)
    expect(chat.panel.get_by_text("系统繁忙")).to_have_count(0)
    assert len({each["message_id"] for each in chat.server.received}) == 1
    assert [each["from"] for each in chat.server.histories["token-1"]].count("user") == 1


def test_a_choice_can_be_made_again_after_a_failure(chat: ChatPage) -> None:
    chat.open()
    chat.page.context.set_offline(True)
    chat.panel.get_by_role("button", name="查办件进度").click()
    expect(chat.panel.get_by_text("网络好像断开了")).to_be_visible()
    expect(chat.answers.first.get_by_role("button", name="查办件进度", exact=True)).to_be_enabled()
    expect(chat.panel.get_by_role("status").filter(has_text="网络已断开")).to_be_visible()
    chat.page.context.set_offline(False)
    expect(chat.answers).to_have_count(2)  # by itself
    expect(chat.panel.get_by_text("网络已断开")).to_be_hidden()
    assert len({each["message_id"] for each in chat.server.received}) == 1
    expect(chat.said).to_have_count(1)


def test_saying_something_else_gives_up_what_failed(chat: ChatPage) -> None:
    chat.open().say("核对")
    chat.server.fail(503, "系统繁忙，请稍后重试。", done=True)
    chat.panel.get_by_role("button", name="确认提交").click()
    expect(chat.panel.get_by_role("button", name="重试")).to_be_visible()
    chat.panel.get_by_role("button", name="取消").click()
    # The filing had arrived: the server's own record, with its receipt, is what the citizen sees.
    expect(chat.said).to_have_text(["您：核对", "您：确认提交", "您：取消"])
    expect(chat.panel.get_by_text("9901002026112300017")).to_be_visible()
    assert [each.get("payload") for each in chat.server.received].count("choice:确认提交") == 1


def test_a_refused_text_can_be_changed(chat: ChatPage) -> None:
    chat.open()
    chat.server.fail(422, "内容里有不能识别的字符，请修改后再发送。")
    chat.words.fill("怪字")
    chat.words.press("Enter")
    expect(chat.panel.get_by_text("请修改后再发送")).to_be_visible()
    chat.panel.get_by_role("button", name="修改").click()
    assert chat.words.input_value() == "怪字"
    chat.say("收费")
    assert [each["text"] for each in chat.server.received] == ["收费"]


def test_an_ended_session_starts_anew_and_says_so(chat: ChatPage) -> None:
    chat.open().say("收费")
    chat.server.histories.clear()
    chat.page.reload()
    expect(chat.panel.get_by_text("会话已过期，已为您开始新的会话。")).to_be_visible()
    expect(chat.said).to_have_count(0)

    chat.server.histories.clear()
    chat.words.fill("还在吗")
    chat.words.press("Enter")
    expect(chat.panel.get_by_text("刚才的内容没有发送，已放回输入框。")).to_be_visible()
    assert chat.words.input_value() == "还在吗"
    chat.say("收费")


def test_opening_fails_and_is_retried(chat: ChatPage) -> None:
    chat.server.fail(503, "正在维护，请稍后再来。", path="sessions")
    chat.visit()
    chat.launcher.click()
    expect(chat.panel.get_by_text("正在维护，请稍后再来。")).to_be_visible()
    chat.panel.get_by_role("button", name="重试").click()
    expect(chat.answers).to_have_count(1)
    expect(chat.panel.get_by_text("正在维护")).to_have_count(0)


def test_two_quick_messages_keep_their_order(chat: ChatPage) -> None:
    chat.open()
    chat.server.delay = 0.4
    for words in ("第一", "第二"):
        chat.words.fill(words)
        chat.words.press("Enter")
    expect(chat.panel.locator(".typing")).to_be_visible()
    expect(chat.answers).to_have_count(3)
    assert [each["text"] for each in chat.server.received] == ["第一", "第二"]
