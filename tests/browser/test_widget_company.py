"""Who else is there: other tabs, a person on the line, the city's notice, a voice, another language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage

pytestmark = pytest.mark.browser

VOICE = """
window.spoken = [];
class Utterance extends EventTarget { constructor(text) { super(); this.text = text; } }
Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance });
Object.defineProperty(window, "speechSynthesis", { value: {
  speak(each) { window.spoken.push(each.text); window.speaking = each; },
  cancel() { window.speaking?.dispatchEvent(new Event("end")); },
} });
"""
EAR = """
window.SpeechRecognition = undefined;
window.webkitSpeechRecognition = class extends EventTarget {
  start() { window.ear = this; }
  stop() { this.dispatchEvent(new Event("end")); }
  hear(...words) {
    const event = new Event("result");
    event.results = words.map((transcript) => [{ transcript }]);
    this.dispatchEvent(event);
  }
  fail(error) { const event = new Event("error"); event.error = error; this.dispatchEvent(event); this.stop(); }
};
"""


def test_two_tabs_are_one_conversation(chat: ChatPage) -> None:
    chat.open().say("收费")
    other = ChatPage(chat.page.context.new_page(), chat.server).open()
    expect(other.said).to_have_text(["您：收费"])  # joined, not begun anew
    assert len(chat.server.histories) == 1
    other.say("预约")
    expect(chat.said).to_have_text(["您：收费", "您：预约"])
    chat.choose("换一天")
    expect(other.said.last).to_have_text("您：换一天")
    expect(other.answers).to_have_count(chat.answers.count())
    # Answered there, it cannot be answered here once more.
    expect(other.answers.nth(2).get_by_role("button", name=re.compile("换一天"))).to_be_disabled()
    assert [each.get("payload") for each in chat.server.received].count("choice:换一天") == 1
    chat.server.pushed.append({"id": "n1", "type": "notice", "text": "办件已受理。", "data": {}})
    for each in (chat, other):
        expect(each.panel.get_by_text("办件已受理。")).to_have_count(1)
    other.page.close()
    chat.say("收费")
    other.assert_clean()


def test_every_tab_goes_on_with_the_token_that_proof_of_identity_brings(chat: ChatPage) -> None:
    chat.open().say("收费")
    other = ChatPage(chat.page.context.new_page(), chat.server).open()
    expect(other.said).to_have_count(1)
    chat.server.exchange = True
    chat.say("预约")
    expect(other.said).to_have_count(2)
    assert list(chat.server.histories) == ["token-1-new"]
    other.say("收费")
    expect(chat.said).to_have_count(3)
    chat.server.streams += 1  # both listen again, as what is pushed comes to both
    chat.server.pushed.append({"id": "n1", "type": "notice", "text": "办件已受理。", "data": {}})
    for each in (chat, other):
        expect(each.panel.get_by_text("办件已受理。")).to_have_count(1)
    chat.page.reload()
    expect(chat.said).to_have_count(3)  # and after a reload
    assert list(chat.server.histories) == ["token-1-new"]


def test_a_person_on_the_line(chat: ChatPage) -> None:
    card = chat.open().say("转人工")
    expect(card).to_contain_text("第 2 位")
    strip = chat.panel.locator(".strip.person")
    expect(strip).to_contain_text("人工服务 · 排队中 · 第 2 位")
    held = {"state": "接待中", "stage": "held"}
    chat.server.pushed.append({"id": "p1", "type": "handover", "text": "人工 7 号为您服务。", "data": held})
    expect(strip).to_contain_text("接待中")
    chat.server.pushed.append({"event": "typing", "on": True, "name": "人工 7 号"})
    expect(chat.panel.get_by_text("人工 7 号正在输入…")).to_be_visible()
    chat.server.pushed.append({"id": "p2", "type": "text", "text": "【人工 7 号】您好。"})
    expect(chat.panel.get_by_text("正在输入")).to_be_hidden()
    assert chat.violations() == []
    assert not chat.server.typed
    with chat.page.expect_request("**/api/chat/typing"):
        chat.words.fill("我想问")  # a person sees it coming
    chat.page.reload()
    expect(strip).to_contain_text("接待中")
    strip.get_by_role("button", name="结束人工服务").click()
    expect(strip).to_be_hidden()
    assert chat.server.received[-1]["text"] == "结束人工"


def test_what_the_city_says_before_anything_is_asked(phone: ChatPage) -> None:
    phone.server.front = {
        "notice": {"text": "因台风<b>停</b>止窗口服务", "level": "warning"},
        "hours": {"text": "周一至周五 9:00-17:00", "open": False, "opens_at": None},
        "privacy": {"text": "请不要在提问里写身份证号。", "url": None},
    }
    phone.visit()
    phone.launcher.tap()
    phone.answer(0)
    notice = phone.panel.get_by_role("note", name="公告")
    expect(notice).to_contain_text("警示：因台风<b>停</b>止窗口服务")
    expect(phone.panel).to_contain_text("人工服务时间：周一至周五 9:00-17:00 · 现在不是服务时间")
    expect(phone.panel).to_contain_text("请不要在提问里写身份证号。")
    link = phone.panel.locator(".fine").get_by_role("link", name="隐私说明")
    expect(link).to_have_attribute("href", f"{phone.server.url}/privacy")
    assert phone.violations() == []
    notice.get_by_role("button", name="收起公告").tap()
    expect(notice).to_be_hidden()

    phone.server.front |= {
        "off": "智能助手正在维护。",
        "privacy": {"text": "", "url": "https://example.gov.cn/p"},
    }
    phone.page.reload()
    expect(notice).to_contain_text("紧急：智能助手正在维护。")
    expect(link).to_have_attribute("href", "https://example.gov.cn/p")
    assert phone.violations() == []


def test_answers_are_read_aloud(chat: ChatPage) -> None:
    chat.page.add_init_script(VOICE)
    answer = chat.open().say("收费")
    answer.get_by_role("button", name="朗读").click()
    (said,) = chat.page.evaluate("window.spoken")
    assert said.startswith("首次申领居住证")
    expect(answer.get_by_role("button", name="停止朗读")).to_have_attribute("aria-pressed", "true")
    answer.get_by_role("button", name="停止朗读").click()
    expect(answer.get_by_role("button", name="朗读")).to_have_attribute("aria-pressed", "false")

    chat.page.get_by_role("button", name="长辈版").click()
    chat.panel.get_by_role("group", name="自动朗读回答").get_by_role("button", name="要读").click()
    chat.panel.get_by_role("button", name="更多").click()
    aloud = chat.panel.get_by_role("button", name="自动朗读回答")
    expect(aloud).to_have_attribute("aria-pressed", "true")
    chat.page.keyboard.press("Escape")
    chat.say("进度")
    assert "当前状态：在办" in chat.page.evaluate("window.spoken.at(-1)")
    chat.page.reload()
    chat.answer(2)
    assert chat.page.evaluate("window.spoken") == []  # what was heard before is not read again


def test_what_is_spoken_is_written_and_sent_by_the_citizen(chat: ChatPage) -> None:
    chat.page.add_init_script(EAR)
    chat.open()
    chat.panel.get_by_role("button", name="语音输入").click()
    expect(chat.panel).to_contain_text("声音可能发送给浏览器厂商")
    chat.page.evaluate("window.ear.hear('居住证', '怎么办')")
    expect(chat.words).to_have_value("居住证怎么办")
    assert not chat.server.received
    chat.panel.get_by_role("button", name="停止语音输入").click()
    expect(chat.words).to_be_focused()
    chat.words.press("Enter")
    chat.answer(1)
    assert chat.server.received[0]["text"] == "居住证怎么办"

    chat.panel.get_by_role("button", name="语音输入").click()
    chat.page.evaluate("window.ear.fail('not-allowed')")
    expect(chat.panel.locator(".note").last).to_have_text("浏览器不允许使用话筒，请打字输入。")
    chat.say("身份证号")
    expect(chat.panel.get_by_role("button", name="语音输入")).to_be_hidden()


def test_three_languages(chat: ChatPage) -> None:
    chat.open().say("收费")
    chat.words.fill("还没说完")
    chat.panel.get_by_role("button", name="更多").click()
    chat.panel.get_by_role("button", name="繁體").click()
    expect(chat.page.get_by_role("button", name="長輩版")).to_be_visible()
    expect(chat.panel).to_contain_text("以簡體原文為準")
    expect(chat.said).to_have_text(["您：收费"])
    expect(chat.words).to_have_value("还没说完")
    assert "zh-Hant" in chat.server.languages
    assert chat.page.locator("zw-chat .zw").get_attribute("lang") == "zh-Hant"
    assert chat.violations() == []

    chat.panel.get_by_role("button", name="更多").click()
    chat.panel.get_by_role("button", name="English").click()
    expect(chat.panel.get_by_role("button", name="Useful", exact=True)).to_be_visible()
    chat.page.reload()
    answer = chat.answer(1)
    expect(answer).to_contain_text("Source")
    expect(answer).to_contain_text("Valid 2016-01-01 to 2027-12-31")
    expect(chat.panel).to_contain_text("answers are the official Chinese text")
    assert chat.page.locator("zw-chat .zw").get_attribute("lang") == "en"
    chat.words.fill("")
    receipt = chat.say("确认提交")
    for words in ("Receipt", "Case number", "Promised by", "2026-12-03"):
        expect(receipt).to_contain_text(words)
    expect(receipt).not_to_contain_text("承诺办结日期")  # no line of the text that the card has drawn
    assert chat.violations() == []
    assert len(chat.server.histories) == 1
