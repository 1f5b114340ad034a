"""What is pushed appears by itself, once, whatever the network does; and a form goes on beneath it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage

pytestmark = pytest.mark.browser

SEEN = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def notice(number: int) -> dict[str, object]:
    return {"id": f"n{number}", "type": "notice", "text": f"办件 01C{number} 已受理，请放心。", "data": {}}


def test_a_notice_appears_by_itself_and_the_question_stays_open(chat: ChatPage) -> None:
    chat.open().say("预约")
    chat.server.pushed.append(notice(1))
    expect(chat.panel.get_by_text("办件 01C1 已受理，请放心。")).to_be_visible()
    chat.choose("换一天")
    assert chat.server.received[-1]["payload"] == "choice:换一天"
    chat.assert_clean()


def test_a_broken_stream_goes_on_behind_the_last_that_arrived(chat: ChatPage) -> None:
    chat.open()
    chat.server.pushed.append(notice(1))
    expect(chat.panel.get_by_text("办件 01C1")).to_have_count(1)
    chat.server.streams += 1  # the service restarts
    chat.server.pushed.append(notice(2))
    expect(chat.panel.get_by_text("办件 01C2")).to_be_visible(timeout=10_000)
    expect(chat.panel.get_by_text("办件 01C1")).to_have_count(1)
    assert chat.server.resumed[:2] == ["", "1"]


def test_after_a_reload_what_was_pushed_is_there_again(chat: ChatPage) -> None:
    chat.open()
    chat.server.pushed.append(notice(1))
    expect(chat.panel.get_by_text("办件 01C1")).to_be_visible()
    chat.page.reload()
    expect(chat.panel.get_by_text("办件 01C1")).to_have_count(1)


def test_a_tab_that_nobody_looks_at_rests_and_misses_nothing(chat: ChatPage) -> None:
    chat.page.clock.install()
    chat.open()
    chat.server.pushed.append(notice(1))
    expect(chat.panel.get_by_text("办件 01C1")).to_be_visible()
    chat.page.evaluate(SEEN, True)
    chat.page.clock.fast_forward(61_000)
    chat.server.pushed.append(notice(2))
    chat.page.evaluate(SEEN, False)
    expect(chat.panel.get_by_text("办件 01C2")).to_be_visible()
    assert chat.server.resumed == ["", "1"]


def test_markup_in_a_notice_is_text(chat: ChatPage) -> None:
    chat.open()
    chat.server.pushed.append({**notice(1), "text": "<img src=x onerror=alert(1)><b>已受理</b>"})
    expect(chat.panel.get_by_text("<b>已受理</b>")).to_be_visible()
    chat.assert_clean()
