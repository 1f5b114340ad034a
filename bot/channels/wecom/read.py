"""What `kf/sync_msg` gives, a message or an event, as what somebody did.

https://developer.work.weixin.qq.com/document/path/94670
"""

from __future__ import annotations

import json
import re
from typing import Any, TypeGuard

from bot.channels.messaging.event import Event, FileOffer
from bot.services.mailbox.address import Address
from bot.services.mailbox.updates import Received

_FROM_CITIZEN, _FROM_SYSTEM = 3, 4
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_KEY = re.compile(r"[\x21-\x7e]{1,150}")
_LONGEST_CODE = 64
_REFUSES_US = 10  # fail_type: 用户拒收
_TYPES = {"image": "image/*", "file": "application/octet-stream"}
_UNREADABLE = {"voice": "voice", "location": "location"}


def received(message: Any) -> Received | None:
    """What has to be stored; None for what no citizen sent. Never raises."""
    if not isinstance(message, dict):
        return None
    key, when, origin = message.get("msgid"), message.get("send_time"), message.get("origin")
    if not isinstance(key, str) or not _KEY.fullmatch(key) or not _is_time(when):
        return None
    inner = message.get("event") if origin == _FROM_SYSTEM else message
    if origin not in (_FROM_CITIZEN, _FROM_SYSTEM) or not isinstance(inner, dict):
        return None
    account, who = inner.get("open_kfid"), inner.get("external_userid")
    if not _is_id(account) or not _is_id(who):
        return None
    address = Address("wecom", f"{account} {who}")
    body = {**message, "open_kfid": account, "external_userid": who}
    return Received(address, key, when, json.dumps(body))


def _is_time(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**40


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def read(body: str) -> Event | None:
    found: dict[str, Any] = json.loads(body)
    address = f"{found['open_kfid']} {found['external_userid']}"
    kind = _text(found, "msgtype")
    inner = found.get(kind)
    inner = inner if isinstance(inner, dict) else {}
    if found.get("origin") == _FROM_SYSTEM:
        return _event(inner, address)
    if kind == "text":
        pressed = _text(inner, "menu_id")
        return Event("press", address, pressed) if pressed else Event("say", address, _text(inner, "content"))
    if kind in _TYPES and _text(inner, "media_id"):
        return Event("file", address, file=FileOffer(_text(inner, "media_id"), "", _TYPES[kind]))
    return Event("unreadable", address, _UNREADABLE.get(kind, ""))


def _event(inner: dict[str, Any], address: str) -> Event | None:
    kind = _text(inner, "event_type")
    if kind == "enter_session":
        code, item = _text(inner, "welcome_code"), _text(inner, "scene_param")[:_LONGEST_CODE]
        return Event("start" if item else "enter", address, item, reference=code)
    if kind == "msg_send_fail" and inner.get("fail_type") == _REFUSES_US:
        return Event("leave", address)
    return None


def _text(inner: dict[str, Any], name: str) -> str:
    value = inner.get(name)
    return value if isinstance(value, str) else ""
