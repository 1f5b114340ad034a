"""A message or event of an Official Account as what somebody did.

https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html
https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html
"""

from __future__ import annotations

import json
from typing import Any

from bot.channels.messaging.event import Event, FileOffer
from bot.channels.tencent import xml
from bot.services.mailbox.address import Address
from bot.services.mailbox.updates import Received

_KEPT = ("MsgType", "Content", "bizmsgmenuid", "MediaId", "Recognition", "Event", "EventKey")
_LONGEST_ID = 64
_LONGEST_CODE = 64
_SAYS = "say:"  # a menu entry that says something (bot/channels/wechat/menu.py)
_SCENE = "qrscene_"  # before the parameter of a QR code, for who subscribes by it
# What comes as a text in place of a sticker and other things that an account is not given.
_NOT_GIVEN = "【收到不支持的消息类型，暂无法显示】"
_UNREADABLE = {"voice": "voice", "location": "location"}
_UNANSWERED = frozenset({"LOCATION", "VIEW", "TEMPLATESENDJOBFINISH", "MASSSENDJOBFINISH"})


def received(found: dict[str, Any]) -> Received | None:
    """What has to be stored; None for what no citizen sent or what needs no answer."""
    who, when = xml.text(found, "FromUserName", _LONGEST_ID), xml.text(found, "CreateTime", 12)
    kind = xml.text(found, "MsgType")
    if not who or not kind or not (when.isascii() and when.isdigit()):
        return None
    address = Address("wechat", who)
    message_id = xml.text(found, "MsgId", _LONGEST_ID)
    if message_id and kind != "event":
        key = message_id
    else:  # "关于重试的消息排重，推荐使用 FromUserName + CreateTime 排重"
        if xml.text(found, "Event") in _UNANSWERED:
            return None
        key = f"{address.index}:{when}:{xml.text(found, 'Event', 30)}"
    kept = {name: xml.text(found, name) for name in _KEPT}
    return Received(address, key, int(when), json.dumps({**kept, "FromUserName": who}))


def read(body: str) -> Event | None:
    found: dict[str, str] = json.loads(body)
    address, kind = found["FromUserName"], found["MsgType"]
    if kind == "event":
        return _event(found, address)
    if kind == "text":
        pressed = found["bizmsgmenuid"]
        if found["Content"] == _NOT_GIVEN:
            return Event("unreadable", address)
        return Event("press", address, pressed) if pressed else Event("say", address, found["Content"])
    if kind == "voice" and found["Recognition"]:
        return Event("say", address, found["Recognition"])
    if kind == "image" and found["MediaId"]:
        return Event("file", address, file=FileOffer(found["MediaId"], "", "image/*"))
    return Event("unreadable", address, _UNREADABLE.get(kind, ""))


def _event(found: dict[str, str], address: str) -> Event | None:
    event, key = found["Event"], found["EventKey"]
    if event == "subscribe":
        code = key.removeprefix(_SCENE)[:_LONGEST_CODE] if key.startswith(_SCENE) else ""
        return Event("start", address, code)
    if event == "SCAN":
        return Event("start", address, key[:_LONGEST_CODE])
    if event == "unsubscribe":
        return Event("leave", address)
    if event == "CLICK" and key.startswith(_SAYS):
        return Event("say", address, key.removeprefix(_SAYS))
    return None
