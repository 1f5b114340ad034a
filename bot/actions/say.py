"""How every action speaks: plain Rasa text and buttons, with the channel-neutral extras under ``custom``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from rasa_sdk.executor import CollectingDispatcher


def payload(intent: str, **entities: str) -> str:
    """A Rasa button payload: ``/intent{"entity": "value"}``."""
    return f"/{intent}" + (json.dumps(entities, ensure_ascii=False) if entities else "")


def day(date_: date | None, otherwise: str) -> str:
    return f"{date_.year}年{date_.month}月{date_.day}日" if date_ else otherwise


def button(title: str, intent: str, **entities: str) -> dict[str, str]:
    return {"title": title, "payload": payload(intent, **entities)}


def say(
    dispatcher: CollectingDispatcher,
    text: str,
    *,
    kind: str | None = None,
    buttons: Iterable[Mapping[str, str]] = (),
    data: Mapping[str, Any] | None = None,
    source: Mapping[str, Any] | None = None,
) -> None:
    """Say one message; `kind` is its type in the HTTP contract (text or choices when left out)."""
    custom = {"type": kind, "data": data, "source": source}
    custom = {key: value for key, value in custom.items() if value}
    dispatcher.utter_message(text=text, buttons=[dict(b) for b in buttons], json_message=custom or None)
