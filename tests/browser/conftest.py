"""A real Chromium and a pretended service for every browser test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.session import make_engine
from bot.services.staff import accounts
from tests.browser.chat_page import ChatPage
from tests.browser.desk import PASSWORD, Desk
from tests.browser.fake_server import FakeServer
from tests.served import served

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


STAFF = {
    "root": ("系统管理员", "孙系统"),
    "sec": ("安全管理员", "钱安全"),
    "aud": ("审计员", "李审计"),
    "lin": ("编辑", "林晓"),
    "zhou": ("编辑", "周宁"),
    "chen": ("审核", "陈静"),
    "feng": ("编辑 审核", "冯远"),
    "wang": ("办事", "王磊"),
    "he": ("坐席", "何欣"),
    "gu": ("坐席", "顾言"),
    "fang": ("分析", "方静"),
}


@dataclass(frozen=True)
class Office:
    """A served city with somebody in every role."""

    url: str
    database: str
    logged_in: dict[str, Any] = field(default_factory=dict)  # a browser's cookies, by who logged in


@contextmanager
def staffed(folder: Path) -> Iterator[Office]:
    database = f"sqlite:///{folder / 'console.db'}"
    with served(database, folder / "serve.log") as url:
        engine = make_engine(database, timeout_s=20)
        with Session(engine, future=True) as session, session.begin():
            for username, (roles, name) in STAFF.items():
                accounts.add(session, username, name, "test", utc_now(), roles.split(), (), PASSWORD)
        engine.dispose()
        yield Office(url, database)


@pytest.fixture(scope="module")
def console_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """For this file alone: what is released and claimed in it counts from nothing."""
    with staffed(Path(tmp_path_factory.mktemp("console"))) as office:
        yield office.url


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Shared by all files that bring whatever they work on with them: a served house takes seconds to open."""
    with staffed(Path(tmp_path_factory.mktemp("office"))) as office:
        yield office


@pytest.fixture
def desk(browser: Browser, console_url: str) -> Iterator[Desk]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 860}, locale="zh-CN", reduced_motion="reduce"
    )
    at = Desk(context.new_page(), console_url)
    yield at
    context.close()
    at.assert_clean()


@pytest.fixture
def seats(browser: Browser, office: Office) -> Iterator[Callable[[str], Desk]]:
    """`seats("lin")`: somebody at a computer of their own, logged in; `seats("")`: nobody yet."""
    opened: list[Desk] = []

    def at(username: str) -> Desk:
        known = office.logged_in.get(username)
        context = browser.new_context(
            viewport={"width": 1280, "height": 860},
            locale="zh-CN",
            reduced_motion="reduce",
            storage_state=known,
        )
        opened.append(Desk(context.new_page(), office.url))
        if username and known is None:
            opened[-1].log_in(username)
            office.logged_in[username] = context.storage_state()
        return opened[-1]

    yield at
    for each in opened:
        each.page.context.close()
        each.assert_clean()
