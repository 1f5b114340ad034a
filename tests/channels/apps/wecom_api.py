"""企业微信's platform for 微信客服: what it calls back, what `kf/…` answers, its limits.

https://developer.work.weixin.qq.com/document/path/94670 · /94677 · /95122
"""

from __future__ import annotations

import itertools
import re
import threading
import time
from typing import Any

from tests.channels.apps.clock import next_second
from tests.channels.apps.platform import Answer, Call, Platform
from tests.channels.apps.wechat_api import error, seal, signature

CORP_ID, SECRET = "ww0123456789abcdef", "wecom-secret-0123456789abcdefghijklmnopqrstu"
TOKEN, AES_KEY = "wecomTokenOfTheTests", "QPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba"
ACCOUNT = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q"

COUNT_LIMIT = error(95001, "send msg count limit")
ENDED = error(95013, "conversation end")
BAD_STATE = error(95018, "send msg session status invalid")
OLD_TOKEN = error(95007, "invalid msg token")
FORBIDDEN = error(48002, "api forbidden")
NOT_TRUSTED = error(60020, "not allow to access from your ip")
TOKEN_OVER = error(42001, "access_token expired")

_ids = itertools.count(4622416642169452483)
_people = itertools.count(1)


class WeComServer:
    """Keeps what citizens sent, gives it out behind a cursor, counts what may be answered."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.state = 1
        self.file = b"\xff\xd8\xff\xe0"
        self.page = 1000
        self._token = "wecom-access-1"
        self._codes: set[str] = set()
        self._left: dict[str, int] = {}
        self._lock = threading.Lock()
        self.platform = Platform(self.usual)

    def add(self, message: dict[str, Any]) -> None:
        with self._lock:
            self.messages.append(message)
            if message["origin"] == 3:
                self._left[message["external_userid"]] = 5
            self._codes.add(message.get("event", {}).get("welcome_code", ""))

    def expire(self) -> None:
        self._token = f"wecom-access-{next(_ids)}"

    def usual(self, call: Call) -> Answer:
        if call.method == "gettoken":
            if call.query != {"corpid": CORP_ID, "corpsecret": SECRET}:
                return error(40001, "invalid credential")
            return Answer({"errcode": 0, "access_token": self._token, "expires_in": 7200})
        if call.query.get("access_token") != self._token:
            return error(40014, "invalid access_token")
        if call.path.endswith("media/get"):
            return Answer(self.file, headers={"content-disposition": 'attachment; filename="a.pdf"'})
        if call.path.endswith("account/list"):
            rows = [{"open_kfid": ACCOUNT, "name": "政务服务", "manage_privilege": True}]
            return _ok(account_list=rows)
        if call.path.endswith("service_state/get"):
            return _ok(service_state=self.state)
        if call.method == "sync_msg":
            return self._sync(call)
        return self._sent(call)

    def _sync(self, call: Call) -> Answer:
        assert call.body["limit"] <= 1000
        start = int(call.body.get("cursor") or 0)
        with self._lock:
            rows = [row for row in self.messages[start : start + self.page]]
            end = start + len(rows)
            more = int(end < len(self.messages))
        return _ok(next_cursor=str(end) if end else "", has_more=more, msg_list=rows)

    def _sent(self, call: Call) -> Answer:
        body = call.body
        if call.method == "send_msg_on_event":
            with self._lock:
                if body["code"] not in self._codes:
                    return error(95031, "code is invalid")  # used, or over after twenty seconds
                self._codes.discard(body["code"])
        elif body["open_kfid"] != ACCOUNT or not re.fullmatch(r"wm[\w-]{30}", body["touser"]):
            return error(95000, "invalid open_kfid")
        elif not self._may(body["touser"]):
            return COUNT_LIMIT
        return _ok(msgid=str(next(_ids))) if _is_good(body) else error(40058, "invalid Request Parameter")

    def _may(self, who: str) -> bool:
        """Five after what they wrote last; none before they write."""
        with self._lock:
            self._left[who] = self._left.get(who, 0) - 1
            return self._left[who] >= 0


def _is_good(body: dict[str, Any]) -> bool:
    if body["msgtype"] == "text":
        return 0 < len(body["text"]["content"].encode()) <= 2048
    menu = body["msgmenu"]
    rows = [row["click"] for row in menu["list"] if row["type"] == "click"]
    return (
        0 < len(menu["head_content"].encode()) <= 1024
        and len(menu["tail_content"].encode()) <= 1024
        and 1 <= len(rows) <= 10
        and all(1 <= len(row["id"].encode()) <= 64 for row in rows)
        and all(1 <= len(row["content"].encode()) <= 128 for row in rows)
    )


def _ok(**found: Any) -> Answer:
    return Answer({"errcode": 0, "errmsg": "ok", **found})


class Person:
    """Somebody on WeChat who writes to the account of 微信客服."""

    def __init__(self) -> None:
        self.id = f"wm{next(_people):030d}"

    def message(self, kind: str, **inner: Any) -> dict[str, Any]:
        return {
            **self._from(3),
            "open_kfid": ACCOUNT,
            "external_userid": self.id,
            "msgtype": kind,
            kind: inner,
        }

    def says(self, text: str) -> dict[str, Any]:
        return self.message("text", content=text)

    def clicks(self, data: str, title: str) -> dict[str, Any]:
        return self.message("text", content=title, menu_id=data)

    def event(self, kind: str, **inner: Any) -> dict[str, Any]:
        who = {"event_type": kind, "open_kfid": ACCOUNT, "external_userid": self.id}
        return {**self._from(4), "msgtype": "event", "event": {**who, **inner}}

    def enters(self, scene_param: str = "") -> dict[str, Any]:
        code = f"WELCOME{next(_ids)}"
        return self.event("enter_session", scene="123", scene_param=scene_param, welcome_code=code)

    @staticmethod
    def _from(origin: int) -> dict[str, Any]:
        return {"msgid": str(next(_ids)), "send_time": next_second(), "origin": origin}


def callback(account: str = ACCOUNT, event: str = "kf_msg_or_event", token: str = "") -> str:
    token = token or f"ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR{next(_ids)}"
    return (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><CreateTime>{int(time.time())}</CreateTime>"
        f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{event}]]></Event>"
        f"<Token><![CDATA[{token}]]></Token><OpenKfId><![CDATA[{account}]]></OpenKfId></xml>"
    )


def envelope(inner: str, receiver: str = CORP_ID) -> tuple[dict[str, str], str]:
    """(query, body)."""
    sealed = seal(inner, receiver, AES_KEY)
    body = f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return query(sealed), body


def query(sealed: str, timestamp: str = "") -> dict[str, str]:
    timestamp, nonce = timestamp or str(int(time.time())), "1372623149"
    signed = signature(TOKEN, timestamp, nonce, sealed)
    return {"msg_signature": signed, "timestamp": timestamp, "nonce": nonce}


def choices(call: Call) -> dict[str, str]:
    rows = [row["click"] for row in call.body.get("msgmenu", {}).get("list", [])]
    return {re.sub(r"^\d+\. ", "", row["content"]): row["id"] for row in rows}


def words(call: Call) -> str:
    if call.body["msgtype"] == "text":
        return str(call.body["text"]["content"])
    menu = call.body["msgmenu"]
    rows = [row["click"]["content"] for row in menu["list"]]
    return "\n".join([menu["head_content"], *rows, menu["tail_content"]])
