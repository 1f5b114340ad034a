"""What comes through a door, and why it may be refused. Free of Rasa, so that a door opens before Rasa is loaded."""

from __future__ import annotations

import json
from dataclasses import dataclass

SHOWN_FILE = "［文件］"  # what the history shows of an upload


class UnknownConversation(Exception):
    def __init__(self) -> None:
        super().__init__("会话不存在或已过期，请重新开始。")


class UnknownChoice(ValueError):
    def __init__(self) -> None:
        super().__init__("这个选项已失效，请直接输入您的问题，或点击最新消息里的选项。")


@dataclass(frozen=True)
class Inbound:
    """What came through a door: exactly one of `text`, `payload` (the place of an offered choice) and `file_id`.

    `token_no`: the number of the token it came with; None where the door knows by itself who speaks.
    """

    text: str | None = None
    payload: str | None = None
    message_id: str | None = None
    file_id: str | None = None
    token_no: int | None = None


def file_payload(file_id: str) -> str:
    """What Rasa hears of an upload; the form looks up whose it is."""
    return "/form_file" + json.dumps({"value": file_id})
