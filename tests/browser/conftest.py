"""A real Chromium and a pretended service for every browser test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from chat_page import ChatPage
from fake_server import FakeServer
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


# A module at a time: Playwright's sync loop must be gone before tests with asyncio run.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield running
        running.close()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    running = FakeServer().start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def chat(browser: Browser, server: FakeServer) -> Iterator[ChatPage]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    page = ChatPage(context.new_page(), server)
    yield page
    context.close()
    page.assert_clean()


@pytest.fixture
def phone(browser: Browser, server: FakeServer) -> Iterator[ChatPage]:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="zh-CN", is_mobile=True, has_touch=True
    )
    page = ChatPage(context.new_page(), server)
    yield page
    context.close()
    page.assert_clean()
