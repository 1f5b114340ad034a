"""The printable checklist over HTTP: who may see it, for how long, and what it never holds."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.app import create_app
from bot.db.models import Application
from bot.db.session import reset_engines
from bot.services.applications import drafts
from bot.services.checklist.link import DAYS, link_to
from bot.settings import get_settings
from tests.services.bundle_city import MOTHER, add_city, fill_bundle, open_bundle
from tests.services.city import ID_NUMBER, NOW, fill, open_draft


@pytest.fixture
def city(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    get_settings.cache_clear()
    reset_engines()
    with Session(engine, future=True, expire_on_commit=False) as session:
        add_city(session)
        yield session
    monkeypatch.undo()
    get_settings.cache_clear()
    reset_engines()


@pytest.fixture
def page(city: Session) -> TestClient:
    return TestClient(create_app(), raise_server_exceptions=False)


def path_to(draft_id: int) -> str:
    return link_to(draft_id).removeprefix(get_settings().public_url)


def test_the_page_lists_ones_own_materials_and_where_to_take_them(city: Session, page: TestClient) -> None:
    draft_id = open_draft(city)
    fill(city, draft_id)
    found = page.get(path_to(draft_id))
    assert found.status_code == 200 and found.headers["content-type"] == "text/html; charset=utf-8"
    html = found.text
    assert "<h1>材料清单</h1>" in html and "居住证首次申领" in html
    assert "就业证明" in html and "就读证明" not in html and "合计：原件" in html
    assert "政务服务中心" in html and "居住证暂行条例" in html
    for personal in (ID_NUMBER, "张三", "13800138000", "幸福路"):
        assert personal not in html
    assert re.search(r'<html lang="zh-CN">', html) and "<script" not in html and "style=" not in html
    headers = found.headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store" and headers["referrer-policy"] == "no-referrer"
    assert page.get("/static/pages/checklist.css").status_code == 200


def test_of_a_bundle_every_department_is_named(city: Session, page: TestClient) -> None:
    draft_id = open_bundle(city)
    fill_bundle(city, draft_id)
    html = page.get(path_to(draft_id)).text
    for name in ("新生儿出生一件事", "生育登记", "出生登记", "城乡居民基本医疗保险参保", "医疗保障局"):
        assert name in html
    assert MOTHER not in html and "李梅" not in html


def test_the_address_holds_nothing_but_a_signed_number(city: Session) -> None:
    draft_id = open_draft(city)
    assert re.fullmatch(r"/checklist/[\w.-]{20,80}", path_to(draft_id))


def test_what_stands_in_the_database_is_text_and_no_markup(city: Session, page: TestClient) -> None:
    draft_id = open_draft(city)
    fill(city, draft_id)
    case = city.get(Application, draft_id)
    assert case is not None
    case.item_name = "<img src=x onerror=alert(1)>\"'&"
    city.commit()
    html = page.get(path_to(draft_id)).text
    assert "<img" not in html and "&lt;img src=x onerror=alert(1)&gt;" in html


def test_it_ends_after_a_week(city: Session, page: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_id = open_draft(city)
    fill(city, draft_id)
    path = path_to(draft_id)
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + DAYS * 86400 - 60)
    assert page.get(path).status_code == 200
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + DAYS * 86400 + 60)
    gone = page.get(path)
    assert gone.status_code == 410 and "过期" in gone.text and "居住证" not in gone.text


def test_nobody_reads_a_list_by_guessing(city: Session, page: TestClient) -> None:
    draft_id = open_draft(city)
    fill(city, draft_id)
    path = path_to(draft_id)
    tail = "A" if path[-1] != "A" else "B"
    for guess in (
        path[:-1] + tail,
        path[:-4],
        "/checklist/1",
        "/checklist/" + "x" * 3000,
        "/checklist/%00%ff",
    ):
        found = page.get(guess)
        assert found.status_code == 404 and "没有这份材料清单" in found.text


def test_before_eligibility_and_after_cancelling_there_is_none(city: Session, page: TestClient) -> None:
    draft_id = open_draft(city)
    city.commit()
    assert page.get(path_to(draft_id)).status_code == 404
    fill(city, draft_id)
    assert page.get(path_to(draft_id)).status_code == 200
    drafts.cancel(city, draft_id, NOW)
    city.commit()
    assert page.get(path_to(draft_id)).status_code == 404
