"""What an analyst sees in a real browser: charts under the strict policy, tables beside them, no barrier."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.app import create_app
from bot.db import migrate
from bot.db.base import utc_now
from bot.db.models import Application, QuestionFact, Rating, ServiceItem, WorkOrder
from bot.db.models.department import Department
from bot.db.session import get_engine, reset_engines, write_session
from bot.services.applications import drafts, filing
from bot.services.applications.states import State
from bot.services.applications.transitions import transition
from bot.services.catalogue.load import load_dir
from bot.services.content import today
from bot.services.staff import accounts
from bot.services.work_orders.filing import file_order
from bot.services.work_orders.views import NewOrder
from bot.settings import get_settings
from tests.browser.desk import PASSWORD, Desk
from tests.services.city import fill, open_draft

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ("/staff/insight", "/staff/insight/funnel", "/staff/insight/issues", "/staff/insight/service")
COMPLAINTS = (
    ("小区电梯坏了三个星期物业不修", "jt"),
    ("电梯坏了半个月没人修", "jt"),
    ("我们楼电梯一直停运，物业不管", "jt"),
    ("公司拖欠工资三个月", "rs"),
    ("老板拖欠农民工工资", "rs"),
    ("拖欠工资不发", "rs"),
)


@pytest.fixture(scope="module")
def city_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The console of the shipped catalogue in which a month has gone by; nobody talks here, so no model is loaded."""
    folder = Path(tmp_path_factory.mktemp("insight"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHENGWEN_DATABASE_URL", f"sqlite:///{folder / 'insight.db'}")
        get_settings.cache_clear()
        reset_engines()
        settings = get_settings()
        migrate.upgrade(settings.database_url)
        with write_session() as session:
            load_dir(session, settings.catalogue_dir, settings.region_code, settings.city)
            accounts.add(session, "fang", "方静", "test", utc_now(), ["分析"], (), PASSWORD)
        with Session(get_engine(), future=True, expire_on_commit=False) as session:
            a_month(session)
            session.commit()
        with console_at() as url:
            yield url
        reset_engines()
    get_settings.cache_clear()
    reset_engines()


@contextmanager
def console_at() -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(), port=0, ws="none", lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    yield f"http://{host}:{port}"
    server.should_exit = True
    thread.join(20)


def a_month(session: Session) -> None:
    chance = random.Random(2026)
    session.execute(insert(QuestionFact.__table__), list(questions(session, chance)))
    now = utc_now()
    for n in range(24):
        draft = open_draft(session, f"a{n}", conversation=f"web:{n}")
        if n % 3:
            fill(session, draft)
        else:
            for said in ("不在", "满了", "我在上班", "同意", "张三")[: n % 7]:
                drafts.answer(session, draft, said, now)
        filed_at = now - timedelta(days=chance.randint(12, 25))
        if n % 4:
            session.execute(update(Application).where(Application.id == draft).values(updated_at=filed_at))
        if n % 3 and n % 5:
            file(
                session,
                draft,
                filed_at,
                days=chance.choice([1, 2, 3, 5, 11]),
                level=chance.choice([1, 1, 2, 3, 4]),
            )
    for n in range(30):
        words, department = COMPLAINTS[n % len(COMPLAINTS)]
        new = NewOrder(
            "投诉", words + ("，请尽快处理" if n % 2 else "，没人管"), name="李娜", department_code=department
        )
        view = file_order(
            session, new, opening_key=f"o{n}", conversation_id="web:1", region_code="990100", now=now
        )
        at = now - timedelta(days=chance.choice([0, 1, 1, 2, 3, 5, 8, 13, 40]))
        session.execute(update(WorkOrder).where(WorkOrder.id == view.id).values(created_at=at))


def file(session: Session, draft: int, at: datetime, *, days: int, level: int) -> None:
    receipt = filing.file(session, draft, at)
    transition(session, draft, State.ACCEPTED, "staff:wang", "", at)
    transition(session, draft, State.COMPLETED, "staff:wang", "已办好", at + timedelta(days=days))
    session.add(
        Rating(
            matter_no=receipt.case_no, matter_kind="application", item_code=receipt.item_code,
            department_code="ga-hz", satisfaction=level, reasons=["slow"] if level > 3 else ["fast"],
            session_id="web:1", created_at=at + timedelta(days=days),
        )
    )  # fmt: skip


def questions(session: Session, chance: random.Random) -> Iterator[dict[str, Any]]:
    items = session.execute(
        select(ServiceItem.code, Department.code).join(Department, Department.id == ServiceItem.department_id)
    ).all()
    topics = [("item", *row) for row in items]
    for _ in range(3000):
        kind, topic, department = topics[min(int(chance.expovariate(0.12)), len(topics) - 1)]
        outcome = chance.choices(
            ["answered", "chosen", "useless", "handed", "clarified", "lost", "outside"],
            [70, 8, 3, 2, 9, 6, 2],
        )[0]
        if outcome in ("clarified", "lost", "outside"):
            kind = topic = department = ""
        yield {
            "day": today() - timedelta(days=min(int(chance.triangular(0, 59, 5)), 59)),
            "hour": min(max(round(chance.gauss(11, 4)), 0), 23),
            "channel": chance.choices(["web", "wechat", "wecom"], [6, 3, 1])[0],
            "region": chance.choices(["", "江滨区", "新城区"], [7, 2, 1])[0],
            "department": department,
            "kind": kind,
            "topic": topic,
            "outcome": outcome,
            "speed": chance.choices([0, 1, 2], [90, 8, 2])[0],
        }


@pytest.fixture
def at(browser: Browser, city_url: str) -> Iterator[Desk]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 1500}, locale="zh-CN", reduced_motion="reduce"
    )
    desk = Desk(context.new_page(), city_url)
    yield desk
    context.close()
    desk.assert_clean()  # nothing that the strict policy blocked


def test_charts_tables_and_examples_without_a_barrier(at: Desk, tmp_path: Path) -> None:
    at.log_in("fang")
    for path in PAGES:
        at.go(path)
        expect(at.page.locator(".plot canvas").first).to_be_visible()
        assert at.violations() == [], path
        if path == PAGES[0]:
            at.picture("staff-insight")
    at.go(PAGES[1])
    at.picture("staff-insight-funnel")
    at.go(PAGES[2])
    at.picture("staff-insight-issues")
    at.go(PAGES[0])
    at.page.locator("#by-topic ~ .scroll tbody a").first.click()
    expect(at.page.locator("main h2").first).to_contain_text("市民怎么问的")
    assert at.violations() == []
    at.go(PAGES[0])
    with at.page.expect_download() as waiting:
        at.page.get_by_role("link", name="导出 Excel").click()
    waiting.value.save_as(tmp_path / "figures.xlsx")
    assert len(load_workbook(tmp_path / "figures.xlsx").sheetnames) > 3
    at.page.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES:
        at.go(path)
        assert at.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path


def test_without_scripts_the_tables_say_it_all(browser: Browser, city_url: str) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    desk = Desk(context.new_page(), city_url).log_in("fang").go("/staff/insight")
    expect(desk.page.locator(".plot").first).to_be_hidden()
    expect(desk.page.locator("#by-topic ~ .scroll tbody tr").first).to_be_visible()
    desk.page.get_by_label("从", exact=True).fill("2020-01-01")
    desk.press("查看")
    expect(desk.page.get_by_role("alert")).to_contain_text("最多看 366 天")
    context.close()
