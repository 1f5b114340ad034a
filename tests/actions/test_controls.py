"""Words that steer a form, and words that only look as if they did."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from bot.actions.controls import Control, control_of

TYPED = {
    "cancel": "取消 取消申請 我要取消 退出 不办了 我不办了 不填了 不申请了 不想办了 算了 算了吧 停止 停止办理 放弃申请 取消申请 取消吧 取消。 取消！！ 算了不办了 算了，不填了吧 那就算了 还是取消吧 我不想填了 不弄了",
    "back": "返回 上一步 上一个 上一项 后退 退回 回到上一步 返回上一步",
    "skip": "跳过 跳過 略过 不填 先不填 下一项 跳过。",
    "why": "为什么 为啥 为什么要填这个 为什么要手机号 凭什么要我的身份证 有什么用 干什么用？ 为什么要提供这些？ 你们要我名字干嘛 要身份证号干什么 问这个有什么用",
    "wait": "等一下 稍等 等等 等会儿 我找找 让我想想 我看一下 等我一下 等一下我看看 等下我去找找",
    "restart": "重新开始 从头来 从头开始 重来",
    "resend": "再说一遍 重复一遍 没看清 再问一遍 继续 接着填 继续填",
}
CONFIRM = "确认 確認提交 确认提交 提交 提交吧 确定 没问题 是的 对 对的 好 好的 可以 无误 没错 ok OK 确认了 行 行吧 就这样 就这样吧 行就这样吧 填好了 交吧".split()
CHANGES = {
    "修改手机号": "手机号",
    "我要改姓名": "姓名",
    "我想修改地址": "地址",
    "我要修改一下姓名": "姓名",
    "更正住址": "住址",
    "手机号填错了": "手机号",
    "地址写错了": "地址",
    "姓名不对": "姓名",
    "电话要改": "电话",
    "身份证号改一下": "身份证号",
}
ANSWERS = """张伟 李娜 13800138000 11010119900307123X 云江市江滨区幸福路18号3栋502室 取消路18号 不在 满了 租房 没有 都没有 去年5月
    好再来饭店 对面小区3栋 上一步台球俱乐部 继续教育学院 2024年3月1日 跳过街5号 邮寄 云江大学 等等餐饮店 要什么给什么 等下我家着火了 等一下我不想活了""".split()


def tracker(intent: str = "", **entities: Any) -> Tracker:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    message = {"intent": {"name": intent}, "entities": found, "text": ""}
    return Tracker("web:test", {}, message, [], False, None, {}, None)


@pytest.mark.parametrize("reviewing", [True, False])
@pytest.mark.parametrize(
    ("verb", "text"), [(verb, text) for verb, texts in TYPED.items() for text in texts.split()]
)
def test_a_typed_word_steers(verb: str, text: str, reviewing: bool) -> None:
    assert control_of(tracker(), text, reviewing=reviewing) == Control(verb)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", CONFIRM)
def test_yes_confirms_in_a_review_only(text: str) -> None:
    assert control_of(tracker(), text, reviewing=True) == Control("confirm")
    assert control_of(tracker(), text, reviewing=False) is None


@pytest.mark.parametrize("reviewing", [True, False])
@pytest.mark.parametrize(("text", "what"), CHANGES.items())
def test_a_field_can_be_changed_at_any_time(text: str, what: str, reviewing: bool) -> None:
    assert control_of(tracker(), text, reviewing=reviewing) == Control("change", what)


@pytest.mark.parametrize("text", ["修改", "改一下", "我想修改", "不对", "错了"])
def test_changing_something_is_asked_about_in_a_review(text: str) -> None:
    assert control_of(tracker(), text, reviewing=True) == Control("change")


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_for_the_field(text: str) -> None:
    assert control_of(tracker(), text, reviewing=False) is None


@pytest.mark.parametrize(
    ("intent", "entities", "control"),
    [
        ("form_confirm", {}, Control("confirm")),
        ("form_change", {}, Control("change")),
        ("form_change", {"field": "mobile"}, Control("change", "mobile")),
        ("form_cancel", {}, Control("cancel")),
        ("form_skip", {}, Control("skip")),
        ("form_back", {}, Control("back")),
        ("form_pick", {"value": "yes"}, Control("pick", "yes")),
        ("cancel", {}, Control("cancel")),
        ("skip", {}, Control("skip")),
        ("go_back", {}, Control("back")),
        ("restart_conversation", {}, Control("restart")),
        ("ask_item", {"service_item": "x"}, None),
        ("", {}, None),
    ],
)
def test_a_button_steers_by_its_intent(
    intent: str, entities: dict[str, str], control: Control | None
) -> None:
    assert control_of(tracker(intent, **entities), f"/{intent}", reviewing=False) == control


def test_a_payload_with_an_object_in_it_is_not_believed() -> None:
    heard = tracker("form_change", field={"name": "mobile"}, value=["x"])
    assert control_of(heard, "/form_change", reviewing=True) == Control("change")


def test_the_intent_of_a_typed_text_does_not_steer() -> None:
    assert control_of(tracker("form_confirm"), "张伟", reviewing=True) is None


@pytest.mark.parametrize("text", ["", " ", "。。", "？？？", "😀", "/", "取消" * 50])
def test_odd_text_steers_nothing(text: str) -> None:
    found = control_of(tracker(), text, reviewing=False)
    assert found is None or found.verb == "cancel"
