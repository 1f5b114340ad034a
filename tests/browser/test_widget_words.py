"""The small rules of what a citizen reads, called in the browser that runs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.chat_page import ChatPage
from tests.browser.fake_server import FakeServer

pytestmark = pytest.mark.browser

CALL = "async ([name, args]) => (await import('/static/widget/format.js'))[name](...args)"


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("day", ["2026-11-05"], "2026年11月5日"),
        ("day", ["长期"], "长期"),
        ("shortDay", ["2026-11-29"], "11月29日 周日"),
        ("moment", ["2026-11-23T16:30:00Z"], "2026年11月24日 00:30"),
        ("moment", ["2026-11-23T16:30:00+08:00"], "2026年11月23日 16:30"),
        ("moment", ["2026-11-23T16:30:00"], "2026年11月23日 16:30"),
        ("moment", ["2026-11-23"], "2026年11月23日"),
        ("masked", ["id_number", "11010519491231002X"], "110***********002X"),
        ("masked", ["id_number", "怎么填"], "怎么填"),
        ("masked", ["mobile", "+8613812340000"], "+86138****0000"),
        ("masked", ["text", "11010519491231002X"], "11010519491231002X"),
        ("webLink", ["https://www.gov.cn/a"], "https://www.gov.cn/a"),
        ("webLink", ["javascript:alert(1)"], None),
        ("webLink", ["/relative"], None),
        ("leftover", ["请核对。\n性别：女\n2. 姓名：张晓云", ["女", "张晓云"], ["性别", "姓名"]], "请核对。"),
        # A line with words of its own stays, even where it repeats a value.
        (
            "leftover",
            ["请凭办件编号 A1 到窗口领取证件。", ["A1"], ["办件编号"]],
            "请凭办件编号 A1 到窗口领取证件。",
        ),
        ("leftover", ["好的", ["A1"]], "好的"),
        ("leftover", ["", []], ""),
    ],
)
def test_words(words_page: ChatPage, name: str, args: list[Any], expected: str | None) -> None:
    assert words_page.page.evaluate(CALL, [name, args]) == expected


@pytest.fixture(scope="module")
def words_page(browser: Browser) -> Iterator[ChatPage]:
    server = FakeServer().start()
    context = browser.new_context(timezone_id="America/New_York")  # the city's clock, wherever the browser is
    yield ChatPage(context.new_page(), server).visit()
    context.close()
    server.shutdown()
    server.server_close()
