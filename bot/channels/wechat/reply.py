"""被动回复: a text in the response to a message."""

from __future__ import annotations

from typing import Any

from wechatpy.replies import TextReply

from bot.channels.tencent import xml


def text_reply(found: dict[str, Any], words: str) -> str:
    """To whom the message is from, from whom it is to; `words` are harmless already (bot/channels/tencent/xml.py)."""
    source, target = xml.text(found, "ToUserName", 64), xml.text(found, "FromUserName", 64)
    return str(TextReply(source=xml.harmless(source), target=xml.harmless(target), content=words).render())
