"""A 居住证 application answered question by question, whatever the app: by its buttons, by numbers, by words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

ID_NUMBER = "410184199003150013"
MOBILE = "13912345678"
NAME = "张伟"
ADDRESS = "云江市江滨区幸福路18号3栋502室"

_TYPED: Mapping[str, str] = {
    "输入姓名": NAME,
    "输入公民身份号码": ID_NUMBER,
    "输入手机号码": MOBILE,
    "写到门牌号": ADDRESS,
    "哪一天开始": "2024年3月1日",
}
_CHOSEN: Mapping[str, str] = {
    "请核对": "确认提交",
    "常住户口在云江市": "否",
    "居住满半年": "是",
    "您符合下面哪一项": "合法稳定住所",
    "个人信息保护法": "同意",
    "选择领取方式": "窗口自取",
    "备注": "跳过",
}


def apply(
    words: str, choose: Callable[[str], str], choose_first: Callable[[], str], type_in: Callable[[str], str]
) -> str:
    """From the first question to the receipt; returns the last words."""
    for _ in range(20):
        if "办件编号" in words:
            return words
        typed = next((answer for key, answer in _TYPED.items() if key in words), None)
        chosen = next((title for key, title in _CHOSEN.items() if key in words), None)
        if chosen is not None:
            words = choose(chosen)
        else:
            words = type_in(typed) if typed is not None else _first(words, choose_first)
    raise AssertionError(f"the form has no end: {words}")


def _first(words: str, choose_first: Callable[[], str]) -> str:
    try:
        return choose_first()
    except StopIteration:
        raise AssertionError(f"nothing to choose: {words!r}") from None
