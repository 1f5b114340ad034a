"""The few words that steer a hand-over: said in full, nothing else beside them."""

from __future__ import annotations

import re

from bot.services.handover import words

_MARKS = re.compile(r"[\s。.、，,!！~～?？]+")
_END = re.compile(
    r"(我要|请|那就?|好了)?((结束|退出|关闭|停止|取消)(转?人工|排队)(服务|客服|对话|会话|聊天)?|结束(服务|对话|会话|聊天)"
    r"|(转|切换?|换|返)?回(到|给)?(智能)?(助手|机器人)|不(用|要|需要)(转|找)?人工(服务|客服)?|不(等|排|排队))(吧|了)*"
)
_AGAIN = re.compile(
    r"(我要|请|帮我)?(转|找|要|接)?(人工|真人)(服务|客服|坐席)?|(还)?要?等多久|排到(第?几|哪)(位|个|里)?了?|前面还?有几?多?少?(个?人|位)"
)
_TYPED = {words.SHOW: "show", words.HIDE: "hide", "同意": "show", "不同意": "hide"}
_CANCEL = re.compile(r"(取消|算了|不留了|不用了|退出|不留言了?)")


def bare(text: str | None) -> str:
    """Without blanks and marks."""
    return _MARKS.sub("", text or "")


def ends(plain: str) -> bool:
    """结束人工, 转回助手, 不等了."""
    return bool(_END.fullmatch(plain))


def asks_again(plain: str) -> bool:
    """转人工 once more, 还要等多久."""
    return bool(_AGAIN.fullmatch(plain))


def cancels(plain: str) -> bool:
    """No message after all."""
    return bool(_CANCEL.fullmatch(plain))


def consents(plain: str) -> str | None:
    """show, hide, or neither."""
    return _TYPED.get(plain)
