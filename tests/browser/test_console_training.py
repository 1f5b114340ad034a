"""Training data in a browser. The whole way, with a model really trained, takes minutes: `make training`."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.citizen import Citizen
from tests.browser.desk import Desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("ZHENGWEN_TRAIN"), reason="trains a model: make training"),
]
SAID = "整个喘气儿的来"
_MINUTES = 60_000


@pytest.fixture
def chen(browser: Browser, console_url: str) -> Iterator[Callable[[], Desk]]:
    opened: list[Desk] = []

    def at() -> Desk:
        context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
        opened.append(Desk(context.new_page(), console_url))
        return opened[-1].log_in("chen")

    yield at
    for each in opened:
        each.page.context.close()
        each.assert_clean()


def heard(url: str, wanted: Callable[[str], bool], within_s: float = 60) -> str:
    """What a citizen reads, once it is as `wanted`; every answer meanwhile has words."""
    began, said = time.monotonic(), ""
    while time.monotonic() - began < within_s:
        said = Citizen(url).words(SAID)
        assert said
        if wanted(said):
            return said
    raise AssertionError(said)


def test_from_an_example_to_a_model_in_use_and_back(desk: Desk, chen: Callable[[], Desk]) -> None:
    before = Citizen(desk.url).words(SAID)
    lin = desk.log_in("lin").go("/staff/training")
    assert lin.violations() == []
    lin.page.get_by_role("link", name="转人工").click()
    examples = lin.page.get_by_label("例句")
    examples.press("Control+End")
    lin.page.keyboard.type(f"\n[{SAID}]")
    lin.page.keyboard.press("Tab")
    with lin.page.expect_navigation():
        lin.page.keyboard.press("Enter")
    expect(lin.page.locator("#e-examples")).to_contain_text("方括号")
    expect(examples).to_have_value(re.compile(re.escape(f"[{SAID}]")))
    expect(examples).to_be_focused()
    assert lin.violations() == []
    written = examples.input_value().replace(
        f"[{SAID}]", f"{SAID}\n给整个喘气儿的\n要个喘气儿的跟我讲\n整个喘气儿的跟我讲讲"
    )
    examples.fill(written)
    lin.press("保存")
    expect(lin.flash).to_contain_text("草稿")

    lin.go("/staff/training")
    lin.press("训练新模型")
    expect(lin.page.locator("progress")).to_be_visible()
    lin.picture("staff-training-progress")
    assert lin.violations() == []
    for _ in range(3):
        assert Citizen(desk.url).words("居住证要钱吗")  # answered while it trains
    expect(lin.page.locator("#run")).to_contain_text("交叉验证", timeout=8 * _MINUTES)
    expect(lin.page.locator("#run .gate")).to_be_visible(timeout=8 * _MINUTES)
    expect(lin.page.locator("#run")).to_contain_text("要由另一个人启用")
    lin.picture("staff-training-run")
    assert lin.violations() == []

    boss = chen().go("/staff/training")
    boss.page.get_by_role("link", name="第 1 号").click()
    assert boss.violations() == []
    boss.press("启用这一版")
    expect(boss.flash).to_contain_text("已启用")
    boss.picture("staff-training")
    assert boss.violations() == []
    assert "人工" in heard(desk.url, lambda said: said != before)
    lin.go("/staff/training/intent/handover")
    lin.picture("staff-training-intent")
    boss.go("/staff/training")
    boss.press("回到这一版")
    expect(boss.flash).to_contain_text("随软件附带")
    assert heard(desk.url, lambda said: said == before)
