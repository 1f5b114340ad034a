"""What of a turn may be kept: never an answer to a form field, never a number that identifies a person or a home."""

from __future__ import annotations

from typing import Any, cast

from bot.assistant.messages import Message
from bot.services.identity.mask import mask_homes, mask_text

WITHHELD = "〔已填写〕"
HIDDEN = "〔只显示一次〕"
_TYPED = frozenset({"form_answer", "progress_answer"})
_NUMBERS = frozenset({"id_number", "mobile"})


def masked_text(text: str, *, personal: bool) -> str:
    return WITHHELD if personal else mask_homes(mask_text(text))


def masked_reply(reply: Message) -> Message:
    """A code that opens something (暂存码) is shown once and kept nowhere; so are a review's private values."""
    code = (reply.get("data") or {}).get("code")
    rows = (reply.get("data") or {}).get("rows")
    if isinstance(rows, list) and any(row.get("private") for row in rows):
        return _without_private(reply, rows)
    if not isinstance(code, str):
        return reply
    hidden = {**reply, "text": reply["text"].replace(code, HIDDEN), "data": {**reply["data"], "code": HIDDEN}}
    return cast(Message, hidden)


def _without_private(reply: Message, rows: list[dict[str, Any]]) -> Message:
    text, kept = reply["text"], []
    for row in rows:
        if row.get("private"):
            text = text.replace(f"{row['label']}：{row['value']}", f"{row['label']}：{WITHHELD}")
            row = {**row, "value": WITHHELD}
        kept.append(row)
    return cast(Message, {**reply, "text": text, "data": {**reply["data"], "rows": kept}})


def masked_event(event: dict[str, Any], *, personal: bool) -> dict[str, Any]:
    """A Rasa event as it is stored; `event` is not changed."""
    kind = event.get("event")
    if kind == "slot" and event.get("name") in _TYPED and event.get("value") is not None:
        return {**event, "value": WITHHELD}
    if kind == "user":
        return _masked_user(event, personal)
    if kind == "bot":
        # What was said stands in the turn's replies already; Rasa needs only that something was said.
        return {"event": "bot", "timestamp": event.get("timestamp"), "text": None, "data": {}, "metadata": {}}
    return {key: value for key, value in event.items() if key != "metadata" or kind != "action"}


def _masked_user(event: dict[str, Any], personal: bool) -> dict[str, Any]:
    parse_data = event.get("parse_data") or {}
    text = masked_text(event.get("text") or "", personal=personal)
    entities = [
        {**entity, "value": WITHHELD} if entity.get("entity") in _NUMBERS or personal else entity
        for entity in parse_data.get("entities") or []
    ]
    kept = {"intent": parse_data.get("intent"), "entities": entities, "text": text}
    return {
        "event": "user",
        "timestamp": event.get("timestamp"),
        "text": text,
        "parse_data": kept,
        "input_channel": event.get("input_channel"),
        "message_id": event.get("message_id"),
        "metadata": {},
    }
