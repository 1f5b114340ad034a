"""Somebody at the website while staff work: says things over HTTP."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx

CASE_NO = re.compile(r"\b\d{2}[A-Z]\d{4}[0-9A-Z]{5}\b")
ORDER_NO = re.compile(r"\bG\d{2}[A-Z]\d{4}[0-9A-Z]{5}\b")
BOOKING_NO = re.compile(r"\bY[0-9A-Z]{8,}\b")
APPLICATION = (
    "我要申请居住证 否 是 合法稳定住所 同意 张伟 410184199003150013 13912345678 云江市江滨区幸福路18号3栋502室 "
    "2024年3月1日 租赁房屋 窗口自取 跳过 确认提交"
).split()
COMPLAINT = "我要投诉 公交站台的路灯坏了一个月没人修 跳过 跳过 跳过 匿名 由12345热线判断转办 确认提交".split()


class Citizen:
    def __init__(self, url: str) -> None:
        self._url = url
        started = httpx.post(f"{url}/api/chat/sessions").json()
        self._headers = {"Authorization": f"Bearer {started['token']}"}

    def say(self, text: str) -> list[dict[str, Any]]:
        answer = httpx.post(
            f"{self._url}/api/chat/messages", json={"text": text}, headers=self._headers, timeout=30
        )
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def hears(self, words: str, within_s: float = 30.0) -> bool:
        """Whether the stream of notices, which goes on for ever, tells them so."""
        until = time.monotonic() + within_s
        with httpx.stream("GET", f"{self._url}/api/chat/events", headers=self._headers, timeout=30) as stream:
            for line in stream.iter_lines():
                if words in line:
                    return True
                if time.monotonic() > until:
                    return False
        return False

    def words(self, text: str) -> str:
        return "\n".join(message["text"] for message in self.say(text))


def told(citizen: Citizen, words: list[str], number: re.Pattern[str]) -> str:
    """Says it all; the number in the receipt."""
    said = ""
    for text in words:
        said = citizen.words(text)
    found = number.search(said)
    assert found, said
    return found[0]
