"""The first words of a conversation."""

from __future__ import annotations

from bot.actions.conversation import HOT
from bot.assistant import announcing
from bot.assistant.messages import Message
from bot.services.house.current import current
from bot.settings import get_settings


def greeting(channel: str) -> list[Message]:
    """What the city has to announce comes first; where the assistant is switched off, that is all there is."""
    house = current()
    if house.kill_switch.stops(channel):
        return [{"id": "0.0", "type": "notice", "text": house.kill_switch.said}]
    city = get_settings().city
    said: list[Message] = []
    notice = announcing.in_force()
    if notice is not None:
        said.append(announcing.message_of(notice))
    said.append(
        {
            "type": "choices",
            "text": (
                f"您好，我是{city}政务服务智能助手，由程序自动回复。请用自己的话说您想办的事，例如“居住证在哪办”；"
                "回答都来自政务服务部门审核的内容，并附来源。请不要在提问里写身份证号等个人信息。"
            ),
            "choices": [{"title": hot["title"], "payload": hot["payload"]} for hot in HOT],
        }
    )
    return [{"id": f"0.{n}", **message} for n, message in enumerate(said)]
