"""Every page of the console, as whoever works there opens it: no barrier on any, none too wide for a phone, and none forgotten."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import ViewportSize
from starlette.routing import Route, compile_path

from bot.console.workspaces import PAGES
from tests.browser.citizen import APPLICATION, CASE_NO, COMPLAINT, ORDER_NO, Citizen, told
from tests.browser.conftest import Office
from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE: ViewportSize = {"width": 390, "height": 800}
DESKTOP: ViewportSize = {"width": 1280, "height": 860}
OPENED = {
    "lin": "/me /me/password /faq /faq/admin_lawsuit_deadline /faq/admin_lawsuit_deadline/history /try?q=护照多少钱 /inbox "
    "/sheets /catalogue /catalogue/hz-residence-permit /catalogue/hz-residence-permit/form "
    "/catalogue/hz-residence-permit/preview /catalogue/hz-residence-permit/history /training /training/intent/handover "
    "/lexicon /lexicon/group?official=居民户口簿 /departments /departments/ga-hz /departments/ga-hz/history",
    "chen": "/ /review /release /release/golden",
    "wang": "/cases /cases/{case} /bookings /orders?due=all /orders/{order} /rectifications?due=all",
    "he": "/desk /desk/canned /desk/letters",
    "fang": "/insight /insight/examples?topic=item:hz-residence-permit /insight/funnel /insight/issues /insight/service",
    "root": "/accounts /accounts/lin /settings /settings/hours /settings/holidays /settings/retention /settings/privacy",
    "sec": "/accounts/lin /settings/kill_switch",
    "aud": "/audit",
}
# What stands there only in the middle of a job is looked at where that job is done.
ELSEWHERE = {
    "/login", "/login/code", "/review/{name}", "/catalogue/{code}/review", "/training/run/{run_id}",
    "/lexicon/change/{change_id}", "/desk/{chat}", "/departments/{code}/review",
}  # fmt: skip
# Files, and parts of a page that is looked at.
NO_PAGES = {
    "/sheets/template.xlsx", "/sheets/export.{ending}", "/catalogue/export", "/training/export", "/lexicon/export",
    "/cases/export.xlsx", "/bookings/export.xlsx", "/orders/export.xlsx", "/insight/export.xlsx",
    "/cases/{case_no}/files/{file_id}", "/desk/{chat}/files/{sequence}",
    "/release/gate/{gate_id}", "/training/run/{run_id}/progress", "/lexicon/change/{change_id}/progress",
    "/desk/queue", "/desk/{chat}/live", "/desk/{chat}/suggest",
}  # fmt: skip


def test_no_page_is_forgotten() -> None:
    routes = [each for page in PAGES for each in page.router.routes if isinstance(each, Route)]
    there = [each.path for each in routes if "GET" in (each.methods or ())]
    opened = set()
    for path in " ".join(OPENED.values()).split():
        plain = path.partition("?")[0]
        opened.add(next(each for each in there if compile_path(each)[0].match(plain)))
    assert opened | ELSEWHERE | NO_PAGES == set(there)
    assert not opened & (ELSEWHERE | NO_PAGES)


@pytest.fixture(scope="module")
def numbers(office: Office) -> dict[str, str]:
    """Of a case and a work order."""
    return {
        "case": told(Citizen(office.url), APPLICATION, CASE_NO),
        "order": told(Citizen(office.url), COMPLAINT, ORDER_NO),
    }


@pytest.mark.parametrize("username", OPENED)
def test_no_page_has_a_barrier(seats: Callable[[str], Desk], numbers: dict[str, str], username: str) -> None:
    desk = seats(username)
    for path in OPENED[username].format(**numbers).split():
        desk.go(f"/staff{path}")
        assert desk.violations() == [], path
        desk.page.set_viewport_size(PHONE)
        wide = desk.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], f"{path} is {wide} wide on a phone"
        desk.page.set_viewport_size(DESKTOP)
