"""Answers kept right, as editors and reviewers do it: what is warned of, what is stopped, what can be taken back."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from bot.services.content import today
from tests.browser.citizen import Citizen
from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Seats = Callable[[str], Desk]

TWIN = "行政诉讼要在多久内起诉"
ANSWER = "应当自知道行政行为之日起6个月内起诉；先申请行政复议的，另有15日的期限。"
CHECK = re.compile("开始检查|重新检查")
GATE_MS = 90_000  # seconds of work; a loaded machine


def begin(desk: Desk, question: str) -> str:
    """A new entry; its page."""
    desk.go("/staff/faq")
    desk.page.locator("#new-question").fill(question)
    desk.page.locator("#new-department").select_option(index=1)
    desk.press("开始写")
    return desk.page.url.removeprefix(desk.url)


def complete(desk: Desk, similar: str) -> None:
    page = desk.page
    page.get_by_role("textbox", name="相似问法").fill(similar)
    for name, value in {
        "回答": ANSWER,
        "分类": "诉讼",
        "核对日期": "2026-11-20",
        "生效日期": "2026-01-01",
        "文件名称": "行政诉讼法",
        "原文网址": "https://www.gov.cn/a",
    }.items():
        page.get_by_label(name, exact=False).first.fill(value)


def test_what_is_like_another_entry_is_warned_of_sent_back_and_stopped_by_the_gate(seats: Seats) -> None:
    lin, chen = seats("lin"), seats("chen")
    entry = begin(lin, TWIN)
    advice = lin.page.locator("#advice")
    lin.page.get_by_label("回答").fill("据说大概要尽快起诉，以内部文件为准，请问有关部门。")
    lin.page.get_by_role("textbox", name="相似问法").fill(
        "打官司多久内要起诉\n打官司，多久内要起诉\n民告官多久内起诉"
    )
    lin.page.get_by_label("失效日期").fill("2026-12-05")
    for words in (
        "冲突",
        "行政诉讼要在多久内起诉？",
        "回答要有依据",
        "内部材料不对外",
        "没有写明期限",
        "3 / 8",
    ):
        expect(advice).to_contain_text(words, timeout=15_000)
    expect(advice).to_contain_text("几乎一样")
    assert lin.violations() == []
    lin.picture("staff-advice")
    complete(
        lin,
        "\n".join(
            f"{each}要在多久内起诉"
            for each in "打官司 告政府 告城管 告税务局 告交警 告社保局 告街道办 民告官".split()
        ),
    )
    lin.page.get_by_label("失效日期").fill("")
    lin.page.get_by_label("回答").fill("据说六个月内都可以起诉，请放心。")
    lin.press("提交审核")
    expect(lin.flash).to_contain_text("据说")  # a word that may not stand there keeps it
    lin.page.get_by_label("回答").fill(ANSWER)
    lin.press("提交审核")
    expect(lin.flash).to_contain_text("等另一位同事审核")
    chen.go(entry.replace("/faq/", "/review/"))
    chen.page.get_by_label("要改什么").fill("已有同样的一条，请改那一条")
    chen.press("退回")
    expect(chen.flash).to_contain_text("退回")
    lin.go(entry)
    expect(lin.page.get_by_text("审核退回：已有同样的一条，请改那一条")).to_be_visible()

    lin.press("提交审核")
    chen.go(entry.replace("/faq/", "/review/")).press("通过")
    chen.go("/staff/release").page.get_by_role("button", name=CHECK).click()
    report = chen.page.locator("#gate-report")
    expect(report).to_contain_text("检查没有通过", timeout=GATE_MS)
    expect(report).to_contain_text(re.compile(f"{TWIN} · 标准问题：.*重复"))
    expect(chen.page.get_by_role("button", name="发布", exact=True)).to_have_count(0)
    assert chen.violations() == []
    chen.picture("staff-release-stopped")
    lin.go(entry)
    lin.page.get_by_label("原因").last.fill("和已有的重复")
    lin.press("申请撤下")
    chen.go(entry.replace("/faq/", "/review/")).press("通过")
    expect(chen.flash).to_contain_text("已通过")


def test_from_the_list_to_a_scheduled_release_by_keyboard_alone(seats: Seats) -> None:
    lin, chen = seats("lin"), seats("chen")
    page = lin.go("/staff/faq").page
    page.keyboard.press("/")
    page.keyboard.type("法律援助")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    lin.press_by_key(page.locator("tbody a").first)
    question = page.get_by_label("标准问题").input_value()
    lin.key_to(page.get_by_label("回答"))
    page.keyboard.press("Control+End")
    page.keyboard.type("\n拿不准时，拨打12348问一问。")
    expect(page.locator("#saved")).to_contain_text("已保存")
    lin.key_to(page.get_by_label("修改说明"))
    page.keyboard.type("加上热线")
    lin.press_by_key(page.get_by_role("button", name="提交审核"))
    expect(lin.flash).to_contain_text("等另一位同事审核")

    page = chen.go("/staff/review").page
    chen.press_by_key(page.get_by_role("link", name=question))
    chen.press_by_key(page.get_by_role("button", name="通过", exact=True))
    expect(chen.flash).to_contain_text("已通过")
    chen.go("/staff/release")
    chen.press_by_key(page.get_by_role("button", name=CHECK))
    expect(page.get_by_text("检查通过，可以发布")).to_be_visible(timeout=GATE_MS)
    later = page.locator("summary", has_text="定时发布")
    chen.key_to(later)
    page.keyboard.press("Enter")
    due = page.get_by_label("什么时候")
    chen.key_to(due)
    due.fill("2020-01-01T09:00")  # typed into a date field, it depends on the browser's language
    chen.press_by_key(page.get_by_role("button", name="定在这个时间发布"))
    expect(chen.flash).to_have_class(re.compile("bad"))
    later.press("Enter")
    due.fill(f"{today() + timedelta(days=1)}T09:00")
    chen.key_to(page.get_by_role("button", name="定在这个时间发布"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="等着发布")).to_be_visible()
    assert chen.violations() == []
    chen.picture("staff-schedule")
    chen.press_by_key(page.get_by_role("button", name="取消定时发布"))
    expect(page.get_by_role("heading", name="等着发布")).to_have_count(0)


def test_nobody_approves_what_they_wrote(seats: Seats) -> None:
    feng = seats("feng")
    feng.follow(feng.go("/staff/faq?q=居住证&state=published").page.locator("tbody a").first)
    feng.page.get_by_label("修改说明").fill("自己改、自己审")
    feng.page.get_by_label("分类").fill("居住")
    expect(feng.page.locator("#saved")).to_contain_text("已保存")
    entry = feng.page.url.removeprefix(feng.url)
    feng.press("提交审核")
    feng.go(entry.replace("/faq/", "/review/"))
    expect(feng.page.get_by_text("要由另一个人审核")).to_be_visible()
    expect(feng.page.get_by_role("button", name="通过", exact=True)).to_have_count(0)
    feng.go("/staff/review")
    expect(feng.page.locator("tbody tr", has_text="自己改、自己审").get_by_role("checkbox")).to_be_disabled()


def test_a_change_is_seen_in_the_history_and_taken_back(seats: Seats) -> None:
    lin = seats("lin")
    lin.follow(lin.go("/staff/faq?q=生育&state=published").page.locator("tbody a").first)
    entry, page = lin.page.url.removeprefix(lin.url), lin.page
    before = page.get_by_label("回答").input_value()
    page.get_by_label("回答").fill(before + "\n这一句是新的。")
    lin.press("提交审核")
    lin.go(f"{entry}/history")
    expect(page.locator(".timeline ins").first).to_contain_text("这一句是新的")
    assert lin.violations() == []
    lin.picture("staff-history")
    page.locator(".timeline > li", has=page.get_by_role("heading", name="原版")).get_by_role("button").click()
    expect(lin.flash).to_contain_text("恢复")
    lin.go(entry)
    expect(page.get_by_label("回答")).to_have_value(before)
    lin.press("放弃这一稿")
    expect(lin.flash).to_contain_text("放弃")


def test_what_was_asked_in_vain_becomes_a_similar_question(seats: Seats) -> None:
    lin = seats("lin")
    asked = "居住证签注要不要钱的呀"
    for text in (asked, "居住证的签注到底收不收钱", "流浪猫狗谁来管管"):
        talk = Citizen(lin.url)
        talk.say(text)
        talk.say("没用")
    page = lin.go("/staff/inbox").page
    cluster = page.locator(".cluster", has_text=asked)
    cluster.get_by_role("button", name=re.compile("^加到：")).first.click()
    expect(lin.flash).to_contain_text("2 个问法加进")
    entry = lin.flash.inner_text().split("“")[1].split("”")[0]
    expect(page.locator(".cluster", has_text=asked)).to_have_count(0)
    page.locator(".cluster", has_text="流浪猫狗").get_by_role("button", name="忽略").click()
    page.get_by_text(re.compile("已忽略 \\d+ 个")).last.click()
    page.get_by_role("listitem").filter(has_text="流浪猫狗").get_by_role("button", name="取回").click()
    expect(page.locator(".cluster", has_text="流浪猫狗")).to_have_count(1)
    lin.go("/staff/faq?state=editing").page.get_by_role("link", name=entry).click()
    expect(page.get_by_role("textbox", name="相似问法")).to_have_value(re.compile(asked))


def test_the_template_filled_in_row_by_row(seats: Seats, tmp_path: Path) -> None:
    lin = seats("lin")
    page = lin.go("/staff/sheets").page
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载模板").click()
    waiting.value.save_as(tmp_path / "template.xlsx")
    book = load_workbook(tmp_path / "template.xlsx")
    headings = [cell.value for cell in next(book.worksheets[0].iter_rows(max_row=1))]
    assert "标准问题" in headings and len(book.worksheets) > 1
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 CSV").click()
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    row = {**rows[0], headings[0]: "", "标准问题": "=灯会几点开始呀？"}
    sheet = tmp_path / "new.csv"

    def write(*written: dict[str, str]) -> None:
        with sheet.open("w", encoding="utf-8-sig", newline="") as file:
            out = csv.DictWriter(file, list(rows[0]))
            out.writeheader()
            out.writerows(written)
        page.get_by_label("文件").set_input_files(sheet)

    write({**row, "部门编码": "no-such"}, {**row, "回答": "短"})
    lin.press("先检查")
    result = page.locator("#result")
    expect(result).to_contain_text("还没有导入", timeout=30_000)
    expect(result.locator("tbody tr").first).to_contain_text("2")
    expect(result.locator("tbody")).to_contain_text("部门")
    expect(result.locator("tbody")).to_contain_text("回答")
    assert lin.violations() == []
    write(row)
    lin.press("导入")
    expect(result).to_contain_text("已导入，等另一位同事审核：新增 1 条", timeout=30_000)
    seats("chen").go("/staff/review").page.get_by_role("link", name=row["标准问题"]).wait_for()
    with page.expect_download() as waiting:
        lin.go("/staff/sheets").page.get_by_role("link", name="导出 CSV").click()
    assert "\n=" not in Path(waiting.value.path()).read_text("utf-8-sig")
