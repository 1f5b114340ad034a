"""模板消息: how a notice reaches who has not written for 48 hours, where the city has a template for it.

https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.assistant.messages import Message

# What a field of a 类目模板 takes, by the kind in its name; more than that and the whole message is refused (47003).
_LONGEST = {"thing": 20, "short_thing": 5, "phrase": 5, "character_string": 32}
_ASCII = frozenset({"character_string"})


def facts_of(message: Message) -> dict[str, str]:
    """What a template may say of a notice: its number, its state, its words."""
    data = message.get("data") or {}
    found = {name: str(data[name]) for name in ("matter_no", "state") if data.get(name)}
    return {**found, "text": message["text"]}


class Template:
    def __init__(self, template_id: str, fields: Mapping[str, str]) -> None:
        """`fields`: what stands in each field of the template: matter_no, state or text."""
        self._id, self._fields = template_id, fields

    def filled(self, open_id: str, facts: Mapping[str, str]) -> dict[str, Any] | None:
        """The message; None when it would have to leave a field empty."""
        values = {name: _value(name, facts.get(fact, "")) for name, fact in self._fields.items()}
        if not all(values.values()):
            return None
        data = {name: {"value": value} for name, value in values.items()}
        return {"touser": open_id, "template_id": self._id, "data": data}


def _value(field: str, value: str) -> str:
    kind = re.sub(r"\d+$", "", field)
    longest = _LONGEST.get(kind, 20)
    if kind in _ASCII and not value.isascii():
        return ""
    if len(value) <= longest:
        return value
    # An ellipsis is a character like another in a `thing`; the shorter kinds take letters alone.
    return f"{value[: longest - 1]}…" if kind == "thing" else value[:longest]
