"""What staff keep right beside the FAQ: an item with its form, built with the keyboard alone; words that mean the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.citizen import Citizen
from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def chen(browser: Browser, console_url: str) -> Iterator[Callable[[], Desk]]:
    """Somebody else at another computer."""
    opened: list[Desk] = []

    def at() -> Desk:
        context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
        opened.append(Desk(context.new_page(), console_url))
        return opened[-1].log_in("chen")

    yield at
    for each in opened:
        each.page.context.close()
        each.assert_clean()


def test_an_item_made_in_the_console_is_asked_about_and_applied_for(
    desk: Desk, chen: Callable[[], Desk]
) -> None:
    lin = desk.log_in("lin").go("/staff/catalogue")
    page = lin.page
    lin.picture("staff-catalogue")
    assert lin.violations() == []
    page.get_by_label("事项名称").fill("文化馆排练厅借用")
    page.get_by_label("事项编码").fill("wl-hall")
    page.locator("#new-department").select_option(label="云江市文化广电和旅游局")
    page.get_by_label("照着哪个事项写").select_option("wl-library-card")
    lin.press("开始写")
    expect(page.locator("#advice")).to_contain_text("至少要有4个俗称")
    error = page.locator("[id='e-item.aliases']")
    expect(error).to_contain_text("至少要有4个俗称")
    names = page.get_by_label("俗称")
    assert "e-item.aliases" in (names.get_attribute("aria-describedby") or "")
    names.fill("借排练厅\n排练厅\n排练厅借用\n借用排练厅")
    expect(page.locator("#advice")).to_contain_text("没有要改的")
    expect(error).to_be_hidden()
    assert lin.violations() == []
    lin.picture("staff-catalogue-edit")

    page.get_by_role("navigation", name="这个事项").get_by_role("link", name="申请表").click()
    begin = page.get_by_role("button", name="建立申请表")
    if begin.count():
        begin.focus()
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="增加填报项")).to_be_visible()
    while page.get_by_role("button", name="删除填报项 1").count():
        page.get_by_role("button", name="删除填报项 1").click()
        page.wait_for_load_state()
    build = ("使用日期", "排练人数")
    for label in build:  # nothing but the keyboard from here
        page.get_by_role("button", name="增加填报项").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.keyboard.type(label)  # the new row's first field has the focus
    page.get_by_role("button", name="上移填报项 2").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="下移填报项 1")).to_be_focused()
    expect(page.locator("[id='f-form.fields[0].label']")).to_have_value("排练人数")
    page.keyboard.press("Enter")
    expect(page.locator("[id='f-form.fields[0].label']")).to_have_value("使用日期")
    expect(page.get_by_role("button", name="上移填报项 2")).to_be_focused()
    page.locator("[id='f-form.fields[1].input']").select_option("number")
    page.locator("[id='f-form.fields[1].max']").fill("200")
    expect(page.locator("#saved")).to_contain_text("已保存")
    assert lin.violations() == []
    lin.picture("staff-catalogue-form")

    lin.go("/staff/catalogue/wl-hall/preview")
    expect(page.locator("#try")).to_contain_text("使用日期")
    page.get_by_label("使用日期").fill("明天")
    page.keyboard.press("Enter")
    page.get_by_label("排练人数").fill("三百")
    page.keyboard.press("Enter")
    expect(page.locator("#try")).to_contain_text("不能大于200")
    assert lin.violations() == []
    lin.picture("staff-catalogue-preview")
    lin.go("/staff/catalogue/wl-hall/form")
    lin.press("提交审核")
    expect(lin.flash).to_contain_text("等另一位同事审核")

    boss = chen().go("/staff/catalogue/wl-hall/review")
    assert boss.violations() == []
    boss.picture("staff-catalogue-review")
    boss.press("通过，马上生效")
    expect(boss.flash).to_contain_text("已通过")

    citizen = Citizen(desk.url)
    for _ in range(50):  # the index is built beside the talk
        said = citizen.words("我要申请文化馆排练厅借用")
        if "使用日期" in said:
            break
    assert "使用日期" in said, said
    assert "排练人数" in citizen.words("明天")
    assert "请核对" in citizen.words("三十人")
    receipt = citizen.say("确认提交")
    assert any(each["type"] == "receipt" and "文化馆排练厅借用" in each["text"] for each in receipt), receipt


def test_a_word_of_citizens_is_put_beside_the_official_one(desk: Desk, chen: Callable[[], Desk]) -> None:
    lin = desk.log_in("lin").go("/staff/lexicon")
    page = lin.page
    page.keyboard.press("/")
    page.keyboard.type("户口簿")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert lin.violations() == []
    lin.picture("staff-lexicon")
    page.get_by_role("link", name="居民户口簿", exact=True).click()
    words = page.get_by_label("市民的说法")
    words.press("Control+End")
    page.keyboard.type("\n户口 小本")
    lin.press("提交审核")
    expect(page.locator("#e-words")).to_contain_text("不能有空格")
    expect(words).to_have_value(re.compile("户口 小本"))
    assert lin.violations() == []
    words.fill(words.input_value().replace("户口 小本", "户口小本"))
    lin.press("提交审核")
    expect(page.locator("#impact")).to_contain_text("个问题", timeout=120_000)
    expect(page.get_by_text("这是您提的修改")).to_be_visible()
    assert lin.violations() == []
    boss = chen().go(page.url.removeprefix(desk.url))
    boss.picture("staff-lexicon-change")
    assert boss.violations() == []
    boss.press("通过，马上生效")
    expect(boss.flash).to_contain_text("几秒内在所有副本生效")
    lin.go("/staff/lexicon?q=户口小本")
    expect(page.get_by_role("region", name="词组")).to_contain_text("户口小本")


def test_a_department_changes_its_hours_and_a_citizen_is_told(desk: Desk, chen: Callable[[], Desk]) -> None:
    citizen = Citizen(desk.url)
    assert "20:00" not in citizen.words("文广旅局几点上班")
    lin = desk.log_in("lin").go("/staff/departments")
    page = lin.page
    lin.picture("staff-departments")
    assert lin.violations() == []
    page.get_by_role("link", name="云江市文化广电和旅游局").press("Enter")
    hours = page.get_by_label("办公时间")
    hours.fill("周一至周日 9:00-20:00")
    page.get_by_role("button", name="增加窗口").press("Enter")
    row = page.get_by_role("group", name=re.compile(r"^窗口 \d+$")).last
    expect(row.get_by_label("名称")).to_be_focused()
    expect(hours).to_have_value("周一至周日 9:00-20:00")
    expect(page.locator("#advice")).to_contain_text("处才能提交")
    assert lin.violations() == []
    lin.picture("staff-department-edit")
    page.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="删除").press("Enter")
    lin.press("提交审核")
    expect(lin.flash).to_contain_text("等另一位同事审核")
    boss = chen().go("/staff/departments/wl/review")
    assert boss.violations() == []
    boss.press("通过，马上生效")
    expect(boss.flash).to_contain_text("几秒内生效")
    assert "周一至周日 9:00-20:00" in citizen.words("文广旅局几点上班")
    lin.go("/staff/departments/wl/history")
    assert lin.violations() == []
    left = lin.go("/staff/departments/wl").page.locator("section", has_text="撤销部门").last
    expect(left).to_contain_text("选了承接部门，通过时一次移交")  # it has items
    left.scroll_into_view_if_needed()
    lin.picture("staff-department-withdraw")
    left.get_by_role("link", name=re.compile("^事项")).click()
    expect(page).to_have_url(re.compile(r"/staff/catalogue\?department=wl$"))
    lin.go("/staff/departments").page.get_by_label("部门名称").fill("云江市档案局")
    page.get_by_label("部门编码").fill("da")
    lin.press("开始写")
    for label, words in (("地址", "政和路3号"), ("办公时间", "周一至周五 9:00-17:00"), ("电话", "0000-1")):
        page.get_by_label(label, exact=False).first.fill(words)
    lin.press("提交审核")
    boss.go("/staff/departments/da/review").press("通过，马上生效")
    lin.go("/staff/departments/da").page.get_by_label("原因").fill("并入政务服务局")
    assert lin.violations() == []
    lin.press("申请撤销")
    expect(lin.flash).to_contain_text("等另一位同事审核")
    boss.go("/staff/departments/da/review")
    expect(boss.page.get_by_role("heading", name="要撤销的部门")).to_be_visible()
    assert boss.violations() == []
    boss.press("通过，马上生效")
    expect(boss.flash).to_contain_text("已撤销，几秒内生效")
    lin.go("/staff/lexicon?table=dialect")
    assert lin.violations() == []


def test_a_department_passes_its_work_on_and_a_citizen_is_led_to_the_successor(
    desk: Desk, chen: Callable[[], Desk]
) -> None:
    citizen = Citizen(desk.url)
    lin = desk.log_in("lin").go("/staff/departments/wl")
    page = lin.page
    lin.key_to(page.get_by_label("承接部门"))
    page.get_by_label("承接部门").select_option(label="云江市政务服务和数据管理局")
    page.get_by_label("原因").fill("机构改革，并入政务服务和数据管理局")
    assert lin.violations() == []
    lin.press_by_key(page.get_by_role("button", name="申请撤销"))
    expect(lin.flash).to_contain_text("等另一位同事审核")
    boss = chen().go("/staff/departments/wl/review")
    expect(boss.page.locator("#passed")).to_contain_text("问答")
    assert boss.violations() == []
    boss.picture("staff-department-successor")
    boss.press_by_key(boss.page.get_by_role("button", name="通过，马上生效"))
    expect(boss.flash).to_contain_text("没办完的都移交给承接部门了")
    row = boss.page.get_by_role("row", name=re.compile("文化广电和旅游局"))
    expect(row).to_contain_text("由云江市政务服务和数据管理局承接")
    assert boss.violations() == []
    assert "政务服务和数据管理局" in citizen.words("文广旅局几点上班")
