"""The first words of a conversation."""

from __future__ import annotations

from bot.actions.conversation import HOT
from bot.assistant.messages import Message
from bot.settings import get_settings


def greeting() -> list[Message]:
    city = get_settings().city
    return [
        {
            "id": "0.0",
            "type": "choices",
            "text": (
                f"您好，我是{city}政务服务智能助手，由程序自动回复。请用自己的话说您想办的事，例如“居住证在哪办”；"
                "回答都来自政务服务部门审核的内容，并附来源。请不要在提问里写身份证号等个人信息。"
            ),
            "choices": [{"title": hot["title"], "payload": hot["payload"]} for hot in HOT],
        }
    ]
