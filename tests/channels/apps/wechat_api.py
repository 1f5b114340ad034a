"""An Official Account's platform: what it posts, in plain and in AES, and what its API answers.

https://developers.weixin.qq.com/doc/offiaccount/Message_Management/
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import os
import re
import struct
import time
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.channels.apps.clock import next_second
from tests.channels.apps.platform import Answer, Call, Platform

APP_ID, SECRET = "wx0123456789abcdef", "0123456789abcdef0123456789abcdef"
TOKEN, AES_KEY = "callbackTokenOfTheTests", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
ACCOUNT = "gh_0123456789ab"
TEMPLATE = "ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY"

_ids = itertools.count(24_000_000_000_000_001)
_people = itertools.count(1)


_BY_GET = ("media/get", "menu/get", "menu/delete")


def error(code: int, words: str) -> Answer:
    return Answer({"errcode": code, "errmsg": f"{words} rid: 6087-made-up"})


TOKEN_OVER = error(42001, "access_token expired")
BAD_TOKEN = error(40001, "invalid credential, access_token is invalid or not latest")
DAILY = error(45009, "reach max api daily quota limit")
TOO_LATE = error(45015, "response out of time limit or subscription is canceled")
TOO_MANY = error(45047, "out of response count limit")
NOT_FOLLOWING = error(43004, "require subscribe")
NO_MENU = error(40200, "invalid account type")
BUSY = error(-1, "system error")
WHITELIST = error(40164, "invalid ip 10.0.0.1, not in whitelist")
DOWN = Answer(b"<html>502</html>", 502)
GARBAGE = Answer(b"\x00\xff not json", 200)


class WeChatServer:
    """Tokens are checked; `expire()` makes the one that was given out worthless."""

    def __init__(self) -> None:
        self.given = 0
        self._token = ""
        self._left: dict[str, int] = {}
        self.platform = Platform(self.usual)
        self.menu: dict[str, Any] | None = None
        self.picture = b"\xff\xd8\xff\xe0"

    def expire(self) -> None:
        self._token = ""

    def allow(self, fields: dict[str, str]) -> None:
        """What somebody did, and how many messages may follow it."""
        many = 0 if fields.get("Event") == "unsubscribe" else 3 if fields.get("MsgType") == "event" else 5
        self._left[fields["FromUserName"]] = many

    def usual(self, call: Call) -> Answer:
        wanted = "GET" if call.path.endswith(_BY_GET) else "POST"
        if call.verb != wanted:
            return error(43001 if wanted == "GET" else 43002, f"require {wanted} method")
        if call.method == "stable_token":
            return self._give_token(call)
        if call.query.get("access_token") != self._token or not self._token:
            return BAD_TOKEN
        if call.path.endswith("message/custom/send"):
            left = self._left.get(call.body["touser"], 0)
            self._left[call.body["touser"]] = left - 1
            return _sent(call) if left > 0 else TOO_MANY
        if call.path.endswith("template/send"):
            return _templated(call)
        if call.path.endswith("media/get"):
            return Answer(
                self.picture,
                headers={
                    "content-type": "image/jpeg",
                    "content-disposition": 'attachment; filename="media.jpg"',
                },
            )
        return self._menu(call)

    def _give_token(self, call: Call) -> Answer:
        if call.body.get("appid") != APP_ID:
            return error(40013, "invalid appid")
        if call.body.get("secret") != SECRET:
            return error(40125, "invalid appsecret")
        if not self._token:
            self.given += 1
            self._token = f"64_token-{self.given}"
        return Answer({"access_token": self._token, "expires_in": 7200})

    def _menu(self, call: Call) -> Answer:
        if call.path.endswith("menu/create"):
            self.menu = call.body
        elif call.path.endswith("menu/delete"):
            self.menu = None
        elif call.path.endswith("menu/get"):
            return Answer({"menu": self.menu}) if self.menu else error(46003, "menu no exist")
        return Answer({"errcode": 0, "errmsg": "ok"})


def _sent(call: Call) -> Answer:
    kind = call.body["msgtype"]
    content = call.body[kind]
    if not re.fullmatch(r"o[\w-]{27}", call.body["touser"]):
        return error(40003, "invalid openid")
    texts = [content["content"]] if kind == "text" else [content["head_content"], content["tail_content"]]
    if any(len(text.encode()) > 2048 for text in texts):
        return error(45002, "content size out of limit")
    if kind == "msgmenu":
        assert 1 <= len(content["list"]) <= 10
        assert all(each["id"] and each["content"] for each in content["list"])
    return Answer({"errcode": 0, "errmsg": "ok"})


def _templated(call: Call) -> Answer:
    """类目模板: every field to its kind, or nothing at all."""
    kinds = {
        "character_string": r"[\x20-\x7e]{1,32}",
        "phrase": r"[\u4e00-\u9fff]{1,5}",
        "thing": r".{1,20}",
    }
    if call.body["template_id"] != TEMPLATE:
        return error(40037, "invalid template_id")
    for name, each in call.body["data"].items():
        if not re.fullmatch(kinds[name.rstrip("0123456789")], each["value"], re.DOTALL):
            return error(47003, f"argument invalid! data.{name}.value invalid")
    return Answer({"errcode": 0, "errmsg": "ok", "msgid": 200228332})


class Person:
    """Somebody who follows the account."""

    def __init__(self) -> None:
        self.open_id = f"oABCD{next(_people):023d}"

    def message(self, kind: str, **fields: str) -> dict[str, str]:
        return {**self._from(kind), **fields, "MsgId": str(next(_ids))}

    def says(self, text: str) -> dict[str, str]:
        return self.message("text", Content=text)

    def clicks(self, data: str, title: str) -> dict[str, str]:
        return self.message("text", Content=title, bizmsgmenuid=data)

    def event(self, event: str, key: str = "", **fields: str) -> dict[str, str]:
        return {**self._from("event"), "Event": event, "EventKey": key, **fields}

    def _from(self, kind: str) -> dict[str, str]:
        return {
            "ToUserName": ACCOUNT,
            "FromUserName": self.open_id,
            "CreateTime": str(next_second()),
            "MsgType": kind,
        }


def as_xml(fields: dict[str, str]) -> str:
    plain = ("CreateTime", "MsgId")
    rows = [
        f"<{name}>{value}</{name}>" if name in plain else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in fields.items()
    ]
    return "<xml>" + "".join(rows) + "</xml>"


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def signed(timestamp: str | None = None, token: str = TOKEN) -> dict[str, str]:
    timestamp, nonce = timestamp or str(int(time.time())), "1320562132"
    return {
        "signature": signature(token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": "o",
    }


def seal(text: str, receiver: str = APP_ID, key: str = AES_KEY) -> str:
    """消息加解密: 16 random bytes, length, text, receiver; PKCS#7 to 32 bytes; AES-256-CBC."""
    secret = base64.b64decode(key + "=")
    inner = os.urandom(16) + struct.pack(">I", len(text.encode())) + text.encode() + receiver.encode()
    padding = 32 - len(inner) % 32
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    return base64.b64encode(
        encryptor.update(inner + bytes([padding]) * padding) + encryptor.finalize()
    ).decode()


def unseal(sealed: str, key: str = AES_KEY) -> tuple[str, str]:
    """(text, receiver)."""
    secret = base64.b64decode(key + "=")
    decryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).decryptor()
    inner = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    inner = inner[16 : -inner[-1]]
    length = struct.unpack(">I", inner[:4])[0]
    return inner[4 : 4 + length].decode(), inner[4 + length :].decode()


def envelope(fields: dict[str, str] | str) -> tuple[dict[str, str], str]:
    """安全模式: (query, body)."""
    sealed = seal(fields if isinstance(fields, str) else as_xml(fields))
    query = signed()
    query["encrypt_type"] = "aes"
    query["msg_signature"] = signature(TOKEN, query["timestamp"], query["nonce"], sealed)
    body = f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return query, body


def field(xml: str, name: str) -> str:
    found = re.search(rf"<{name}>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</{name}>", xml, re.DOTALL)
    return found[1] if found else ""


def opened_reply(body: str) -> dict[str, str]:
    """What stands in a passive reply: sealed for us, signed, a text."""
    sealed = field(body, "Encrypt")
    if sealed:
        timestamp, nonce = field(body, "TimeStamp"), field(body, "Nonce")
        assert field(body, "MsgSignature") == signature(TOKEN, timestamp, nonce, sealed)
        body, receiver = unseal(sealed)
        assert receiver == APP_ID
    found = {name: field(body, name) for name in ("ToUserName", "FromUserName", "MsgType", "Content")}
    assert found["MsgType"] == "text"
    assert 0 < len(found["Content"].encode()) <= 2048
    return found


def choices(text: str) -> dict[str, str]:
    """Title to id of the links in a text."""
    pattern = r'<a href="weixin://bizmsgmenu\?msgmenucontent=[^"&<>]*&msgmenuid=([^"&<>]+)">\d+\. (.*?)</a>'
    return {title: data for data, title in re.findall(pattern, text)}


def menu_choices(call: Call) -> dict[str, str]:
    rows = call.body.get("msgmenu", {}).get("list", [])
    return {re.sub(r"^\d+\. ", "", row["content"]): row["id"] for row in rows}


def words(call: Call) -> str:
    kind = call.body["msgtype"]
    if kind == "text":
        return str(call.body["text"]["content"])
    menu = call.body["msgmenu"]
    return "\n".join([menu["head_content"], *(row["content"] for row in menu["list"]), menu["tail_content"]])
