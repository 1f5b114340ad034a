"""The pictures of docs/widget.md, taken from the real service: ``ZHENGWEN_PICTURES=1 python -m pytest <this file>``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.chat_page import ChatPage
from tests.browser.fake_server import FakeServer
from tests.served import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not os.environ.get("ZHENGWEN_PICTURES"), reason="pictures are taken when asked for"),
]

DESKTOP: dict[str, Any] = {"viewport": {"width": 1180, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 375, "height": 760},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 1.5,
}


@pytest.fixture(scope="module")
def house_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = Path(tmp_path_factory.mktemp("pictures"))
    with served(f"sqlite:///{folder / 'house.db'}", folder / "serve.log") as url:
        yield url


def visit(browser: Browser, url: str, **how: Any) -> ChatPage:
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce", **how)
    return ChatPage(context.new_page(), SimpleNamespace(url=url)).open()  # type: ignore[arg-type]


def fill_in(chat: ChatPage) -> None:
    """The application for a residence permit, up to its review."""
    for title in ("在线申请居住证", "否", "是", "合法稳定住所", "同意"):
        chat.choose(title)
    for typed in (
        "张伟",
        "410184199003150013",
        "13912345678",
        "云江市江滨区幸福路18号3栋502室",
        "2024年3月1日",
    ):
        chat.say(typed)
    for title in ("租赁房屋", "窗口自取", "跳过"):
        chat.choose(title)


def test_on_a_desktop(browser: Browser, house_url: str) -> None:
    chat = visit(browser, house_url, **DESKTOP)
    chat.say("办护照要多少钱")
    chat.picture("widget-desktop")
    chat.words.press_sequentially("gjj")
    chat.panel.get_by_role("option").first.wait_for()
    chat.picture("widget-suggest")


def test_on_a_phone(browser: Browser, house_url: str) -> None:
    chat = visit(browser, house_url, **PHONE)
    chat.say("居住证办事指南").get_by_role("tab").nth(1).click()
    chat.picture("widget-guide")
    fill_in(visiting := visit(browser, house_url, **PHONE))
    visiting.picture("widget-review")
    visiting.choose("确认提交")
    visiting.picture("widget-receipt")


def test_for_the_elderly_and_in_other_languages(browser: Browser, house_url: str) -> None:
    chat = visit(browser, house_url, **PHONE)
    chat.page.get_by_role("button", name="长辈版").tap()
    chat.say("办护照要多少钱")
    chat.picture("widget-large")
    chat.panel.get_by_role("button", name="更多").tap()
    chat.picture("widget-menu")
    chat.panel.get_by_role("button", name="English").tap()
    chat.page.get_by_role("button", name="Large").tap()
    chat.page.wait_for_timeout(300)
    chat.picture("widget-english")


def test_what_the_city_says_and_a_person(browser: Browser) -> None:
    server = FakeServer().start()
    server.front |= {
        "notice": {
            "text": "受台风影响，11月30日各区政务大厅暂停窗口服务，线上办理不受影响。",
            "level": "warning",
        },
        "hours": {"text": "周一至周五 9:00-12:00、13:30-17:00", "open": True, "opens_at": None},
    }
    try:
        chat = visit(browser, server.url, **PHONE)
        chat.say("转人工")
        chat.picture("widget-person")
    finally:
        server.shutdown()
        server.server_close()
