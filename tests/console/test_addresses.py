"""Whatever stands in an address of the console, it gets a page: never a crash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

ODD = ("99999999999999999999", "0", "-1", "a" * 300, "…")


def pages(house: TestClient) -> Iterator[str]:
    """Every page that is opened, its parameters in braces."""
    mounted = next(route.app for route in house.app.routes if getattr(route, "path", "") == "/staff")  # type: ignore[attr-defined]
    for included in mounted.routes:
        for route in included.original_router.routes:
            if "GET" in route.methods:
                yield "/staff" + route.path


@pytest.mark.parametrize("odd", ODD)
def test_what_is_in_braces_may_be_anything(house: TestClient, clerk: Any, odd: str) -> None:
    lin = clerk("lin", "编辑", "审核", "坐席", "办事", "分析")
    crashed = []
    for page in pages(house):
        if "{" not in page or "/accounts/" in page:
            continue
        address = "/".join(odd if part.startswith("{") else part for part in page.split("/"))
        status = lin.client.get(address).status_code
        if status >= 500:
            crashed.append((address, status))
    assert crashed == []


@pytest.mark.parametrize(
    "address",
    [
        "/staff/bookings?day=0001-01-01",
        "/staff/bookings?day=9999-12-31",
        "/staff/insight?last=0001-01-01",
        "/staff/insight?first=0001-01-01&last=0001-02-01",
        "/staff/insight?first=9999-12-01&last=9999-12-31",
        "/staff/insight/service?last=9999-12-31",
    ],
)
def test_the_first_and_the_last_of_all_days(house: TestClient, clerk: Any, address: str) -> None:
    lin = clerk("lin", "办事", "分析")
    assert lin.client.get(address).status_code in (200, 400)


def test_the_end_of_time_is_no_time_to_publish(house: TestClient, clerk: Any) -> None:
    chen = clerk("chen", "审核")
    chen.open("/staff/release")
    said = chen.do("/staff/release/schedule", due_at="9999-12-31T23:59:59-12:00", gate="1", note="")
    assert "发布时间" in said


def test_a_nul_is_refused_where_no_text_may_hold_one(house: TestClient, clerk: Any) -> None:
    """PostgreSQL takes none, SQLite does: the same page on both."""
    lin = clerk("lin", "编辑")
    assert "不能用的字符" in lin.open("/staff/faq", 400, q="\x00")
    assert "不能用的字符" in lin.open("/staff/catalogue", 400, q="a\x00b")
    assert "不能用的字符" in lin.open("/staff/faq/%00", 400)
    lin.open("/staff/faq")
    answer = lin.send("/staff/faq/new", question="居住证\x00怎么办", department="ga-hz")
    lin.open(answer.headers["location"])
    assert "\x00" not in lin.open(answer.headers["location"])
