"""Examples of intents and the history of an item, without training anything: `make training` does that."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Seats = Callable[[str], Desk]


def test_examples_are_written_checked_kept_as_a_draft_and_given_up(seats: Seats, tmp_path: Path) -> None:
    lin = seats("lin").go("/staff/training")
    page = lin.page
    lin.follow(page.get_by_role("link", name="转人工"))
    examples = page.get_by_label("例句")
    before = examples.input_value()
    examples.fill(f"{before}\n[喊个人来]\n/restart")
    lin.press("保存")
    expect(page.locator("#e-examples")).to_contain_text("方括号")
    expect(page.locator("#e-examples")).to_contain_text("斜杠")
    expect(examples).to_have_value(re.compile(re.escape("[喊个人来]")))
    assert lin.violations() == []
    examples.fill(f"{before}\n喊个真人过来讲讲")
    lin.press("保存")
    expect(lin.flash).to_contain_text("草稿")
    expect(page.locator(".diff ins")).to_contain_text("喊个真人过来讲讲")
    assert lin.violations() == []
    row = lin.go("/staff/training").page.locator("tbody tr", has_text="转人工").first
    expect(row).to_contain_text("草稿")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出例句（YAML）").click()
    waiting.value.save_as(tmp_path / "nlu.zip")
    with zipfile.ZipFile(tmp_path / "nlu.zip") as packed:
        assert any("喊个真人过来讲讲" in packed.read(name).decode() for name in packed.namelist())
    lin.follow(page.get_by_role("link", name="转人工"))
    lin.press("放弃这一稿")
    expect(examples).to_have_value(before)


def test_an_item_is_changed_sent_back_and_restored_from_its_history(seats: Seats) -> None:
    lin, chen = seats("lin"), seats("chen")
    page = lin.go("/staff/catalogue/wl-library-card").page
    names = page.get_by_label("俗称")
    before = names.input_value()
    names.fill(f"{before}\n图书借阅小卡")
    expect(page.locator("#saved")).to_contain_text("已保存")
    lin.press("提交审核")
    expect(lin.flash).to_contain_text("等另一位同事审核")
    chen.go("/staff/catalogue/wl-library-card/review")
    expect(chen.page.locator(".diff ins").first).to_contain_text("图书借阅小卡")
    chen.page.get_by_role("textbox").first.fill("没有人这样叫")
    chen.press("退回")
    expect(chen.flash).to_contain_text("退回")
    lin.go("/staff/catalogue/wl-library-card/history")
    expect(page.locator(".timeline")).to_contain_text("没有人这样叫")
    assert lin.violations() == []
    first = page.locator(".timeline > li").last
    lin.follow(first.get_by_role("button", name="恢复到这一次"))
    lin.go("/staff/catalogue/wl-library-card")
    expect(names).to_have_value(before)
