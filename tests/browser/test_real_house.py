"""The page and the real service behind it, in a real browser: ask, choose, apply to the receipt, come back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chat_page import ChatPage
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def house_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = Path(tmp_path_factory.mktemp("house"))
    with served(f"sqlite:///{folder / 'house.db'}", folder / "serve.log") as url:
        yield url


@pytest.fixture
def real(browser: Browser, house_url: str) -> Iterator[ChatPage]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    page = ChatPage(context.new_page(), SimpleNamespace(url=house_url))  # type: ignore[arg-type]
    yield page
    context.close()
    page.assert_clean()


def test_a_question_is_answered_with_its_source(real: ChatPage) -> None:
    answer = real.open().say("办护照要多少钱")
    expect(answer).to_contain_text("120元")
    source = answer.locator(".source, .sources, details").first
    expect(source).to_contain_text("来源")
    expect(answer).to_contain_text("国家移民管理局")


def test_a_choice_is_answered(real: ChatPage) -> None:
    real.open().say("居住证怎么办")
    expect(real.choose("申请材料")).to_contain_text("需要以下材料")
    expect(real.said.last).to_contain_text("申请材料")


def test_a_whole_application_by_keyboard_alone_and_back_after_a_reload(real: ChatPage) -> None:
    real.visit()
    real.key_to("智能咨询", "Tab")
    real.page.keyboard.press("Enter")
    real.answers.first.wait_for()
    expect(real.choose_by_keys("在线申请居住证")).to_contain_text("常住户口")
    expect(real.choose_by_keys("否")).to_contain_text("半年")
    expect(real.choose_by_keys("是")).to_contain_text("哪一项")
    expect(real.choose_by_keys("合法稳定住所")).to_contain_text("个人信息保护法")
    expect(real.choose_by_keys("同意")).to_contain_text("姓名")
    for typed, asked_next in (
        ("张伟", "公民身份号码"),
        ("410184199003150013", "手机"),
        ("13912345678", "住的地址"),
        ("云江市江滨区幸福路18号3栋502室", "来本市居住日期"),
        ("2024年3月1日", "住所类型"),
    ):
        expect(real.type_by_keys(typed)).to_contain_text(asked_next)
    real.choose_by_keys("租赁房屋")
    real.choose_by_keys("窗口自取")
    review = real.choose_by_keys("跳过")
    for row in ("张*", "410184********0013", "139****5678", "租赁房屋"):
        expect(review).to_contain_text(row)
    receipt = real.choose_by_keys("确认提交")
    expect(receipt).to_contain_text("办件编号")
    case_no = receipt.inner_text()

    count = real.answers.count()
    real.page.reload()
    expect(real.answers).to_have_count(count)
    expect(real.answers.last).to_contain_text("办件编号")
    assert real.answers.last.inner_text().split() == case_no.split()
    everything = real.page.locator("zw-chat").inner_text()
    assert "410184199003150013" not in everything and "13912345678" not in everything
    expect(real.say("查办件进度")).to_contain_text("收件")


def test_the_page_and_an_answer_have_no_barriers(real: ChatPage) -> None:
    real.page.emulate_media(reduced_motion="reduce")
    real.open().say("居住证怎么办")
    assert real.violations() == []


def test_a_window_is_booked_by_the_button_of_its_slot(real: ChatPage) -> None:
    expect(real.open().say("预约法律援助")).to_contain_text("市公共法律服务中心")
    count = real.answers.count()
    real.page.locator("zw-chat fieldset:enabled, zw-chat .card").last.locator(".slot:enabled").first.click()
    expect(real.answer(count)).to_contain_text("姓名")
    expect(real.say("王芳")).to_contain_text("手机号")
    review = real.say("13911112222")
    expect(review).to_contain_text("139****2222")
    expect(real.choose("确认提交")).to_contain_text("预约编号")


def test_a_complaint_is_registered_with_its_number(real: ChatPage) -> None:
    real.open().say("我要投诉")
    for typed in ("小区电梯坏了三个星期物业不修", "跳过", "跳过", "跳过", "匿名"):
        real.say(typed)
    real.choose("由12345热线判断转办")
    expect(real.choose("确认提交")).to_contain_text("工单编号")


def test_everything_around_the_talk_is_in_traditional_characters(real: ChatPage) -> None:
    real.open()
    real.panel.get_by_role("button", name="更多").click()
    real.panel.get_by_role("button", name="繁體").click()
    expect(real.panel).to_contain_text("人工服務時間：週一至週五")
    real.words.fill("居住")
    expect(real.panel.get_by_role("option").first).to_contain_text("居住證")
    real.page.route("**/api/chat/messages", lambda route: route.continue_(post_data="{"), times=1)
    real.words.fill("居住證怎麼辦")
    real.words.press("Enter")
    expect(real.panel).to_contain_text("內容不是有效的 JSON，請檢查格式。")
    expect(real.say("居住證要帶什麼")).to_contain_text("身份證")
    assert real.violations() == []
