"""The channel-neutral message: what every door sends and every test reads.

``text`` alone is always enough; a channel that cannot draw the rest numbers the choices and accepts the number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, TypedDict

MessageType = Literal[
    "text",
    "choices",
    "guide",
    "form_field",
    "review",
    "receipt",
    "progress",
    "slots",
    "rating",
    "notice",
    "handover",
]


class Choice(TypedDict):
    title: str
    payload: str


class Source(TypedDict, total=False):
    """来源: who says so, under which clause, until when."""

    department: str
    basis: str
    url: str | None
    valid_from: str | None
    valid_to: str | None
    checked_on: str | None


class Message(TypedDict, total=False):
    id: str
    type: MessageType
    text: str
    choices: list[Choice]
    data: dict[str, Any]
    source: Source


def from_rasa(response: dict[str, Any], identifier: str) -> Message:
    """A Rasa bot response as a message; `custom` carries type, data and source (see bot/actions/say.py)."""
    custom = response.get("custom") or {}
    buttons = response.get("buttons") or []
    message: Message = {
        "id": identifier,
        "type": custom.get("type") or ("choices" if buttons else "text"),
        "text": response.get("text") or "",
    }
    if buttons:
        message["choices"] = [{"title": b["title"], "payload": b["payload"]} for b in buttons]
    for key in ("data", "source"):
        if custom.get(key):
            message[key] = custom[key]
    return message


def outward(messages: Sequence[Message]) -> list[Message]:
    """Messages as a client may see them: each payload is only the place of the choice, never a Rasa payload."""
    shown: list[Message] = []
    for message in messages:
        choices: list[Choice] = [
            {"title": choice["title"], "payload": f"{message['id']}.{n}"}
            for n, choice in enumerate(message.get("choices", []))
        ]
        shown.append({**message, "choices": choices} if choices else message)
    return shown


def takes_numbers(message: Message) -> bool:
    """False where a typed number is an answer, not the number of a choice."""
    data = message.get("data") or {}
    return data.get("input") not in ("number", "amount") and not data.get("counts")


_ORDINAL = re.compile(
    r"(?:我|就|要|选|想要|是|那|点|约)*(?:第([一二三四五六七八九十]|[1-9]\d?)(?:个|项|条|种)?|(最后)一?个)(?:吧|的|呢|啊|好了)*"
)


def place_of(typed: str, count: int) -> int | None:
    """2, 第二个, 最后一个: which of `count` choices is meant, from 0; None when no place is, or none there is."""
    if typed.isdecimal() and len(typed) <= 2:
        place = int(typed) - 1
    else:
        said = _ORDINAL.fullmatch(typed)
        if said is None:
            return None
        number = said[1] or ""
        if said[2]:
            place = count - 1
        else:
            place = int(number) - 1 if number.isdecimal() else "一二三四五六七八九十".index(number)
    return place if 0 <= place < count else None


def numbered(message: Message) -> str:
    """The message for a channel of plain text: the choices as a numbered list."""
    lines = [message["text"]]
    lines += [f"{n}. {choice['title']}" for n, choice in enumerate(message.get("choices", []), start=1)]
    source = message.get("source")
    if source:
        lines.append("来源：" + " ".join(str(source[k]) for k in ("department", "basis") if source.get(k)))
    return "\n".join(line for line in lines if line)
