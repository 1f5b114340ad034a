"""/open-data over HTTP: described, cached, and gone when it is turned off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.app import create_app
from bot.channels.open_data import Name
from bot.db import migrate
from bot.db.base import utc_now
from bot.db.session import reset_engines, write_session
from bot.services.house.store import change
from bot.services.open_data.datasets import DATASETS
from bot.settings import get_settings

PATHS = [
    "/open-data/index.json",
    *(f"/open-data/{each.value}.{kind}" for each in Name for kind in ("json", "csv")),
]


def opened(to_anybody: bool) -> None:
    with write_session() as session:
        change(session, "open_data", to_anybody, "staff:sun", "按信息公开办的决定", utc_now())


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    url = f"sqlite:///{tmp_path / 'open.db'}"
    monkeypatch.setenv("ZHENGWEN_DATABASE_URL", url)
    get_settings.cache_clear()
    reset_engines()
    migrate.upgrade(url)
    opened(True)
    yield TestClient(create_app())
    monkeypatch.undo()
    get_settings.cache_clear()
    reset_engines()


def test_every_dataset_is_there_described_and_cached(city: TestClient) -> None:
    assert [each.value for each in Name] == [each.name for each in DATASETS]
    listed = city.get("/open-data/index.json").json()["datasets"]
    for each in listed:
        assert city.get(each["json_url"]).json()["columns"] == each["columns"]
        first = city.get(each["csv_url"]).text.splitlines()[0].lstrip("\ufeff")
        assert first == ",".join(column["name"] for column in each["columns"])
    for path in PATHS:
        answer = city.get(path)
        assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == "*"
        assert "max-age=3600" in answer.headers["cache-control"]
        again = city.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304 and again.content == b""
    described = city.get("/openapi.json").json()["paths"]
    assert {"/open-data/index.json", "/open-data/{name}.json", "/open-data/{name}.csv"} <= set(described)


def test_what_is_not_there_is_said_in_chinese(city: TestClient) -> None:
    for path in (
        "/open-data/people.json",
        "/open-data/questions.xml",
        "/open-data/",
        "/open-data/../staff.json",
    ):
        answer = city.get(path)
        assert answer.status_code in (404, 422) and answer.json()["detail"]


def test_a_city_may_keep_it_to_itself(city: TestClient) -> None:
    opened(False)
    for path in PATHS:
        answer = city.get(path)
        assert answer.status_code == 404 and "没有开放" in answer.json()["detail"]
