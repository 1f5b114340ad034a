"""Files that citizens send: the seam to uploads. What takes them is given to the office by bot/app.py."""

from __future__ import annotations

from typing import Protocol

from bot.assistant.inbound import Inbound

MOST_BYTES = 10 * 1024 * 1024
CANNOT = "这里暂时不能接收文件。材料可以带到窗口提交；正在填表的，请按提示用文字回答，或者说“跳过”。"


class Refusal(ValueError):
    """A file that is not taken; the message is Chinese."""


class Files(Protocol):
    async def accept(
        self, conversation_id: str, name: str, content_type: str, content: bytes, message_id: str
    ) -> Inbound:
        """What the conversation is told: the answer to its open file field. Raises Refusal."""


class NoFiles:
    """Where uploads are not available."""

    async def accept(
        self, conversation_id: str, name: str, content_type: str, content: bytes, message_id: str
    ) -> Inbound:
        raise Refusal(CANNOT)
