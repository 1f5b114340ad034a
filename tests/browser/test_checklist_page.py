"""The printable checklist in a real browser: nothing for axe to find, on a phone, and on paper."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bot.channels import checklist_page
from bot.services.checklist.sheet import Place, Sheet
from bot.services.checklist.words import Part
from bot.settings import ROOT

pytestmark = pytest.mark.browser

SHEET = Sheet(
    "居住证首次申领",
    (
        Part("需要准备", ("本人相片：原件1份", "就业证明（营业执照、劳动合同等之一）：原件1份（交验原件）")),
        Part("数据共享，不用带", ("居民身份证（交验原件）",)),
    ),
    "合计：原件2份。",
    (
        Place(
            "居住证首次申领",
            "云江市公安局户政管理支队",
            "市政务服务中心公安户政窗口",
            "云江市江滨区政和路1号",
            "周一至周五 9:00-12:00",
            "0000-8600110",
            "https://zwfw.yunjiang.example/" + "hz-residence-permit/" * 6,
            "《居住证暂行条例》（国务院令第663号）第二条",
        ),
    ),
)


@pytest.fixture
def paper(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 320, "height": 640}, locale="zh-CN").new_page()
    html = bytes(checklist_page._page(200, sheet=SHEET).body).decode()
    css = (ROOT / "bot" / "web" / "pages" / "checklist.css").read_text(encoding="utf-8")
    page.route("**/*", lambda route: route.fulfill(body=css, content_type="text/css"))
    page.route("**/list", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto("http://checklist.test/list")
    return page


def test_axe_finds_nothing(paper: Page) -> None:
    for width in (320, 1280):
        paper.set_viewport_size({"width": width, "height": 700})
        assert Axe().run(paper).response["violations"] == []


def test_it_fits_a_phone(paper: Page) -> None:
    assert paper.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_there_is_black_on_white_and_no_word_about_printing(paper: Page) -> None:
    paper.emulate_media(media="print")
    assert not paper.get_by_text("请用浏览器的").is_visible()
    assert paper.evaluate("getComputedStyle(document.querySelector('.note')).color") == "rgb(0, 0, 0)"
    assert paper.get_by_text("合计：原件2份。").is_visible()
